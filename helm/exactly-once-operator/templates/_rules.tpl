{{/* What the operator does in a namespace that it looks after. Each rule is used; a test with a real API server proves it. */}}
{{- define "exactly-once-operator.rules" -}}
# The jobs. Read to judge and follow them; patched to recover one or, without the webhook, to complete it. The status is upstream's.
- apiGroups: [flink.apache.org]
  resources: [flinkdeployments]
  verbs: [get, list, watch, patch]
# What the platform team allows. Read only; get is for one that was created a moment ago, in the same kubectl apply.
- apiGroups: [exactlyonce.io]
  resources: [exactlyoncepolicies]
  verbs: [get, list, watch]
# Whether a policy can be used, and what its brokers allow.
- apiGroups: [exactlyonce.io]
  resources: [exactlyoncepolicies/status]
  verbs: [update]
# One record for each incarnation of a deployment; deleted once none of its transactions can be open.
- apiGroups: [exactlyonce.io]
  resources: [transactionledgers]
  verbs: [list, watch, create, delete]
# What is known of revisions and transactions.
- apiGroups: [exactlyonce.io]
  resources: [transactionledgers/status]
  verbs: [update]
# A Deployment of the same name would be deleted with the FlinkDeployment: such a clash is refused.
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get]
# No transaction is fenced while a pod of an earlier revision may still write.
- apiGroups: [""]
  resources: [pods]
  verbs: [list]
# Told on the FlinkDeployment; the same again is counted on the event that is there.
- apiGroups: [""]
  resources: [events]
  verbs: [create, get, patch]
{{- end }}
