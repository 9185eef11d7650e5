{{/* Given (dict "peers" LIST "ports" LIST "way" "to" or "from" "protocols" LIST): one rule. Without peers anybody, on these ports only. */}}
{{- define "reconciliation.rule" -}}
- ports:
  {{- $protocols := .protocols | default (list "TCP") }}
  {{- range $port := .ports }}
  {{- range $protocols }}
    - { port: {{ $port }}, protocol: {{ . }} }
  {{- end }}
  {{- end }}
  {{- with .peers }}
  {{ $.way }}: {{ toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* Names, the database and the broker: what every part asks. */}}
{{- define "reconciliation.egress" -}}
{{- with .Values.networkPolicy }}
{{ include "reconciliation.rule" (dict "way" "to" "peers" .dns.to "ports" .dns.ports "protocols" (list "UDP" "TCP")) }}
{{ include "reconciliation.rule" (dict "way" "to" "peers" .database.to "ports" .database.ports) }}
{{ include "reconciliation.rule" (dict "way" "to" "peers" .broker.to "ports" .broker.ports) }}
{{- end }}
{{- end }}

{{/* What lets migration and maintenance out, and nobody in. */}}
{{- define "reconciliation.ownerPolicy" -}}
podSelector:
  matchLabels: {{ include "reconciliation.selector" . | nindent 4 }}
policyTypes: [Ingress, Egress]
egress: {{ include "reconciliation.egress" .root | nindent 2 }}
{{- end }}
