{{/* Name of the chart, as a label. */}}
{{- define "exactly-once-operator.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Name of all objects. 44 characters leave room for the longest suffix, -certificate-webhook. */}}
{{- define "exactly-once-operator.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 44 | trimSuffix "-" }}
{{- else }}
{{- $name := include "exactly-once-operator.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 44 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 44 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "exactly-once-operator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "exactly-once-operator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "exactly-once-operator.labels" -}}
{{ include "exactly-once-operator.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "exactly-once-operator.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "exactly-once-operator.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- required "serviceAccount.name is empty: with serviceAccount.create: false the chart has to know which one to use" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* repository@digest or repository:tag, of {image, default} */}}
{{- define "exactly-once-operator.image" -}}
{{- if .image.digest -}}
{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ .image.repository }}:{{ default .default .image.tag }}
{{- end }}
{{- end }}

{{/* Secret that the webhook's certificate lies in. */}}
{{- define "exactly-once-operator.certificateSecret" -}}
{{- if eq .Values.webhook.certificates.mode "existingSecret" }}
{{- .Values.webhook.certificates.existingSecret.name }}
{{- else }}
{{- include "exactly-once-operator.fullname" . }}-webhook-tls
{{- end }}
{{- end }}

{{/* Whether the operator itself keeps the authority and the certificate. */}}
{{- define "exactly-once-operator.ownsCertificate" -}}
{{- if and .Values.webhook.enabled (eq .Values.webhook.certificates.mode "controller") }}true{{ end }}
{{- end }}

{{/* Whether the server of this render knows matchConditions. */}}
{{- define "exactly-once-operator.matchConditions" -}}
{{- $when := .Values.webhook.matchConditions }}
{{- if or (eq $when "always") (and (eq $when "auto") (semverCompare ">=1.30.0-0" .Capabilities.KubeVersion.Version)) }}true{{ end }}
{{- end }}

{{/* Fails with what to do if an API is not there, of {root, api, value, installs}. */}}
{{- define "exactly-once-operator.requireApi" -}}
{{- if not (or (.root.Capabilities.APIVersions.Has .api) (has .api .root.Values.assumeApis)) }}
{{- fail (printf "%s needs the API %s, which this cluster does not have. Install %s first, or set it otherwise; if it is there and only not known here, as with helm template, set assumeApis={%s}" .value .api .installs .api) }}
{{- end }}
{{- end }}

{{/* What no schema can say. */}}
{{- define "exactly-once-operator.validate" -}}
{{- if and (not .Values.leaderElection.enabled) (gt (int .Values.replicas) 1) }}
{{- fail (printf "leaderElection.enabled is false with replicas: %d: two of them would act on the same deployments. Set leaderElection.enabled: true or replicas: 1" (int .Values.replicas)) }}
{{- end }}
{{- if eq (int .Values.webhook.port) (int .Values.monitoring.port) }}
{{- fail (printf "webhook.port and monitoring.port are both %d: one container cannot listen twice. Change one of them" (int .Values.webhook.port)) }}
{{- end }}
{{- if and .Values.upstream.defaultConfiguration .Values.upstream.configMap.name }}
{{- fail "upstream.defaultConfiguration and upstream.configMap.name are both set: only one can hold. Remove one of them" }}
{{- end }}
{{- $seen := list }}
{{- range .Values.policySecrets }}
{{- if has .namespace $seen }}
{{- fail (printf "policySecrets names the namespace %s twice: its Role would be rendered twice. Put all names into one entry" .namespace) }}
{{- end }}
{{- $seen = append $seen .namespace }}
{{- if and $.Values.watchNamespaces (not (has .namespace $.Values.watchNamespaces)) }}
{{- fail (printf "policySecrets names the namespace %s, which is not among watchNamespaces: no policy there is looked after. Add it there or remove it here" .namespace) }}
{{- end }}
{{- end }}
{{- $names := list }}
{{- range .Values.extraEnv }}
{{- if hasPrefix "EXACTLY_ONCE_" .name }}
{{- fail (printf "extraEnv names %s: variables that begin with EXACTLY_ONCE_ are the operator's settings, which the chart writes from its own values. Set the value of the chart, and remove it here" .name) }}
{{- end }}
{{- if has .name $names }}
{{- fail (printf "extraEnv names %s twice: server-side apply refuses such a list. Keep one of them" .name) }}
{{- end }}
{{- $names = append $names .name }}
{{- end }}
{{- $volumes := list "webhook-tls" "upstream-defaults" }}
{{- range .Values.extraVolumes }}
{{- if has .name $volumes }}
{{- fail (printf "extraVolumes names %s, which is there already: a pod's volumes need names of their own. Name it otherwise" .name) }}
{{- end }}
{{- $volumes = append $volumes .name }}
{{- end }}
{{- $paths := list "/etc/exactly-once/tls" "/etc/exactly-once/upstream" }}
{{- range .Values.extraVolumeMounts }}
{{- if has .mountPath $paths }}
{{- fail (printf "extraVolumeMounts mounts at %s, where something is mounted already. Mount it elsewhere" .mountPath) }}
{{- end }}
{{- $paths = append $paths .mountPath }}
{{- end }}
{{- range $object, $labels := dict "podMonitor" .Values.monitoring.podMonitor.labels "prometheusRule" .Values.monitoring.prometheusRule.labels "dashboard" .Values.monitoring.dashboard.labels }}
{{- range $name, $value := $labels }}
{{- if hasKey $.Values.commonLabels $name }}
{{- fail (printf "monitoring.%s.labels and commonLabels both set %s: the object would have it twice, which is no valid YAML. Keep one of them" $object $name) }}
{{- end }}
{{- end }}
{{- end }}
{{- with .Values.webhook.certificates }}
{{- if and $.Values.webhook.enabled (eq .mode "existingSecret") (not (and .existingSecret.name .existingSecret.caBundle)) }}
{{- fail "webhook.certificates.existingSecret needs name and caBundle: without the authority the API server trusts no answer, and every write of a labelled FlinkDeployment is refused" }}
{{- end }}
{{- end }}
{{- end }}
