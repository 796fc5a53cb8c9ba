package io.exactlyonce.operator.admission;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.StatusDetailsBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** The webhook's metrics without a webhook, for tests of other packages. */
public final class PlayedAdmission {
    private final AdmissionMetrics metrics;

    public PlayedAdmission(MeterRegistry registry) {
        this.metrics = new AdmissionMetrics(registry);
    }

    /** A write is let pass. */
    public void passes(Duration after) {
        metrics.answered(
                "/mutate",
                new AdmissionResponseBuilder().withAllowed(true).build(),
                after.toNanos());
    }

    /** A write is refused by rules. */
    public void refuses(Duration after, String... codes) {
        StatusDetailsBuilder details = new StatusDetailsBuilder();
        for (String code : codes) {
            details.addNewCause().withReason(code).endCause();
        }
        metrics.answered(
                "/mutate",
                new AdmissionResponseBuilder()
                        .withAllowed(false)
                        .withStatus(
                                new StatusBuilder()
                                        .withCode(403)
                                        .withDetails(details.build())
                                        .build())
                        .build(),
                after.toNanos());
    }
}
