package io.exactlyonce.operator.admission;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the webhook does, in numbers: {@code exactly_once_admission_seconds} by endpoint and
 * outcome, {@code exactly_once_admission_denials_total} by code.
 */
final class AdmissionMetrics {
    private static final String NAME = "exactly.once.admission";
    private static final String OUTCOME = "outcome";
    private final MeterRegistry registry;

    AdmissionMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts an answer. */
    void answered(String endpoint, AdmissionResponse response, long nanos) {
        record(endpoint, outcome(response), nanos);
        if (!response.getAllowed()) {
            for (String code : codes(response.getStatus())) {
                registry.counter(NAME + ".denials", "code", code).increment();
            }
        }
    }

    /** Counts a request that could not be read. */
    void malformed(String endpoint, long nanos) {
        record(endpoint, "malformed", nanos);
    }

    private void record(String endpoint, String outcome, long nanos) {
        Timer.builder(NAME)
                .description("Time to answer an admission request")
                .tags("endpoint", endpoint, OUTCOME, outcome)
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private static String outcome(AdmissionResponse response) {
        if (response.getAllowed()) {
            return response.getPatch() == null ? "passed" : "completed";
        }
        return response.getStatus().getCode() == 403 ? "refused" : "failed";
    }

    /** Of the rules; a refusal without one is known by its reason. */
    private static List<String> codes(Status status) {
        return Optional.ofNullable(status.getDetails())
                .map(details -> details.getCauses())
                .filter(causes -> !causes.isEmpty())
                .map(causes -> causes.stream().map(StatusCause::getReason).distinct().toList())
                .orElseGet(() -> List.of(status.getReason()));
    }
}
