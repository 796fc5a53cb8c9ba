package io.exactlyonce.kubernetes.manifests;

import io.exactlyonce.kubernetes.manifests.UpstreamTraces.Moment;

/**
 * What Argo CD 3.5 says of a FlinkDeployment by itself, told by its outcomes: healthy as soon as
 * upstream recorded a deployment, whatever the job does and whichever generation it was; otherwise
 * by the state of the JobManager alone.
 */
final class BuiltInHealth {
    private BuiltInHealth() {}

    static String of(Moment moment) {
        String reconciliation = moment.status("reconciliationStatus", "state").asText();
        String jobManager = moment.status("jobManagerDeploymentStatus").asText();
        if (reconciliation.equals("DEPLOYED")) {
            return "Healthy";
        }
        return !reconciliation.isEmpty() && jobManager.equals("ERROR") ? "Degraded" : "Progressing";
    }
}
