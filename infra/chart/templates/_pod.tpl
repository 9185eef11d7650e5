{{/* The rights of a pod: no root, no token of the cluster, and the user of the image unless the platform chooses one. */}}
{{- define "reconciliation.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  seccompProfile: { type: RuntimeDefault }
  {{- with .Values.user }}
  runAsUser: {{ int64 . }}
  runAsGroup: {{ int64 . }}
  fsGroup: {{ int64 . }}
  fsGroupChangePolicy: OnRootMismatch
  {{- end }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "reconciliation.containerSecurity" -}}
image: {{ include "reconciliation.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end }}

{{/* Secrets reach a process as files, by the variables of which the name ends with _FILE. */}}
{{- define "reconciliation.connections" -}}
- name: RECONCILIATION_POSTGRES_FILE
  value: /secrets/postgres
- name: RECONCILIATION_RABBITMQ_FILE
  value: /secrets/rabbitmq
{{- if .Values.certificates }}
- name: SSL_CERT_FILE
  value: /certificates/ca.crt
{{- end }}
{{- end }}

{{- define "reconciliation.mounts" -}}
- { name: secrets, mountPath: /secrets, readOnly: true }
- { name: tmp, mountPath: /tmp }
{{- if .Values.certificates }}
- { name: certificates, mountPath: /certificates, readOnly: true }
{{- end }}
{{- end }}

{{/* Given (dict "root" $ "secret" NAME). Where the platform chooses the user, its group may be none that owns the files: the pod has one
     container, so that all who can look are that user. 288 is 0440, 292 is 0444. */}}
{{- define "reconciliation.volumes" -}}
- name: secrets
  secret:
    secretName: {{ .secret }}
    defaultMode: {{ if .root.Values.user }}288{{ else }}292{{ end }}
- name: tmp
  emptyDir: { sizeLimit: 64Mi }
{{- with .root.Values.certificates }}
- name: certificates
  configMap: { name: {{ . }} }
{{- end }}
{{- end }}
