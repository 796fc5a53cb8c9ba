package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.certificate.Trouble;
import io.exactlyonce.operator.monitoring.Metric;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the webhook does, in numbers: answers by endpoint and outcome, refusals by code. */
final class AdmissionMetrics {
    private static final String OUTCOME = "outcome";
    private final MeterRegistry registry;

    AdmissionMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows when a certificate ends, and how looking after it goes. */
    void watch(CertificateSource source) {
        Gauge.builder(Metric.CERTIFICATE_EXPIRY.meter(), source.serving(), AdmissionMetrics::end)
                .description(Metric.CERTIFICATE_EXPIRY.help())
                .baseUnit("seconds")
                .register(registry);
        for (Trouble trouble : Trouble.values()) {
            Gauge.builder(
                            Metric.CERTIFICATE_TROUBLE.meter(),
                            source,
                            it -> it.troubles().contains(trouble) ? 1 : 0)
                    .description(Metric.CERTIFICATE_TROUBLE.help())
                    .tag("kind", trouble.text())
                    .register(registry);
        }
    }

    private static double end(ServingCertificate certificate) {
        return certificate.end().map(at -> (double) at.getEpochSecond()).orElse(Double.NaN);
    }

    /** Counts an answer. */
    void answered(String endpoint, AdmissionResponse response, long nanos) {
        record(endpoint, outcome(response), nanos);
        if (!response.getAllowed()) {
            for (String code : codes(response.getStatus())) {
                Counter.builder(Metric.ADMISSION_DENIALS.meter())
                        .description(Metric.ADMISSION_DENIALS.help())
                        .tag("code", code)
                        .register(registry)
                        .increment();
            }
        }
    }

    /** Counts a request that could not be read. */
    void malformed(String endpoint, long nanos) {
        record(endpoint, "malformed", nanos);
    }

    private void record(String endpoint, String outcome, long nanos) {
        Timer.builder(Metric.ADMISSION.meter())
                .description(Metric.ADMISSION.help())
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
