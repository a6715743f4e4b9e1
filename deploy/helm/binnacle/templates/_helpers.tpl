{{- define "binnacle.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "binnacle.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains (include "binnacle.name" .) .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "binnacle.name" .) | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "binnacle.server" -}}
{{ include "binnacle.fullname" . }}-server
{{- end }}

{{- define "binnacle.agent" -}}
{{ include "binnacle.fullname" . }}-agent
{{- end }}

{{/* Call with (list . "server") or (list . "agent"). */}}
{{- define "binnacle.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ include "binnacle.name" $root }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* Labels and annotations of an object: (list . COMPONENT LABELS ANNOTATIONS), the last two of them in addition to the common ones. */}}
{{- define "binnacle.metadata" -}}
{{- $root := index . 0 -}}
{{- $labels := index . 2 -}}
{{- $annotations := merge (dict) (index . 3) $root.Values.commonAnnotations -}}
labels:
  {{- include "binnacle.selector" . | nindent 2 }}
  app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
  app.kubernetes.io/part-of: binnacle
  app.kubernetes.io/managed-by: {{ $root.Release.Service }}
  helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version }}
  {{- with merge (dict) $labels $root.Values.commonLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "binnacle.image" -}}
{{- with .Values.image -}}
{{- if .registry }}{{ .registry }}/{{ end }}{{ .repository }}
{{- if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end -}}
{{- end }}

{{- define "binnacle.serverAccount" -}}
{{- .Values.server.serviceAccount.name | default (include "binnacle.server" .) }}
{{- end }}

{{- define "binnacle.agentAccount" -}}
{{- .Values.agent.serviceAccount.name | default (include "binnacle.agent" .) }}
{{- end }}

{{- define "binnacle.tokenSecret" -}}
{{- .Values.agent.tokenSecret | default (printf "%s-agent-token" (include "binnacle.fullname" .)) }}
{{- end }}

{{- define "binnacle.scheme" -}}
{{- if .Values.server.tlsSecret }}https{{ else }}http{{ end }}
{{- end }}

{{/* Servers that agents send to, with commas. */}}
{{- define "binnacle.serverUrls" -}}
{{- if .Values.agent.serverUrls }}
{{- join "," .Values.agent.serverUrls }}
{{- else }}
{{- required "agent.serverUrls: where agents send to, when server.enabled is false" (ternary (printf "%s://%s.%s.svc:%v" (include "binnacle.scheme" .) (include "binnacle.server" .) .Release.Namespace .Values.server.service.port) "" .Values.server.enabled) }}
{{- end }}
{{- end }}
