{{- define "reconciliation.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{/* Given (dict "root" $ "part" "engine"): what tells the pods of one part from all others. It never changes. */}}
{{- define "reconciliation.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "reconciliation.labels" -}}
{{ include "reconciliation.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "reconciliation.image" -}}
{{- with .Values.image }}
{{- if .digest }}{{ .repository }}@{{ .digest }}{{ else }}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{/* The variables of infra/politique.env with those of the value policy over them, as data of a ConfigMap. */}}
{{- define "reconciliation.policy" -}}
{{- $all := dict }}
{{- range splitList "\n" (.Files.Get "politique.env") }}
{{- if and (contains "=" .) (not (hasPrefix "#" .)) }}
{{- $pair := splitn "=" 2 . }}
{{- $_ := set $all $pair._0 $pair._1 }}
{{- end }}
{{- end }}
{{- range $name, $value := .Values.policy }}
{{- if kindIs "invalid" $value }}{{ $_ := unset $all $name }}{{ else }}{{ $_ := set $all $name (toString $value) }}{{ end }}
{{- end }}
{{- range $name, $value := $all }}
{{ $name }}: {{ $value | quote }}
{{- end }}
{{- end }}

{{/* The variables that the templates set, each with its form …_FILE: settings must not name them (refused.yaml). The check compares. */}}
{{- define "reconciliation.own" -}}
RECONCILIATION_AUTHORITY
RECONCILIATION_CELLULES
RECONCILIATION_CONSOLE_CLIENT_ID
RECONCILIATION_CONSOLE_CLIENT_SECRET
RECONCILIATION_CONSOLE_KEYS
RECONCILIATION_CONSOLE_KEYS_CERTIFICATE
RECONCILIATION_OPERATIONS_PORT
RECONCILIATION_POSTGRES
RECONCILIATION_POSTGRES_LECTURE
RECONCILIATION_RABBITMQ
{{- end }}

{{/* Whether one pod alone can mount the folder of the console's keys: then one process of the console is all that there is. */}}
{{- define "reconciliation.oneConsole" -}}
{{- if ne .Values.console.keys.accessMode "ReadWriteMany" }}true{{ end }}
{{- end }}

{{/* Given a map of settings: entries of env. A number stays a number in the text: 8 MiB is no 8.388608e+06. */}}
{{- define "reconciliation.settings" -}}
{{- range $name, $value := . }}
- name: {{ $name }}
  value: {{ if kindIs "float64" $value }}{{ $value | int64 | toString | quote }}{{ else }}{{ $value | toString | quote }}{{ end }}
{{- end }}
{{- end }}
