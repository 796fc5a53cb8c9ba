package io.exactlyonce.operator.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How this operator runs, one record per concern. {@link SettingCatalog} describes each value. */
public record OperatorSettings(
        Watch watch,
        Webhook webhook,
        Monitoring monitoring,
        LeaderElection leaderElection,
        Surroundings surroundings) {

    /** How much is logged. */
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /**
     * What is looked at.
     *
     * @param namespaces empty for all
     */
    public record Watch(List<String> namespaces) {
        /** Copies the list. */
        public Watch {
            namespaces = List.copyOf(namespaces);
        }

        /** Whether resources of this namespace are looked after. */
        public boolean covers(String namespace) {
            return namespaces.isEmpty() || namespaces.contains(namespace);
        }
    }

    /**
     * The admission webhook.
     *
     * @param enabled false: the controller completes suspended deployments by itself
     * @param port of HTTPS
     * @param certificate where it comes from
     * @param threads requests handled at a time
     * @param drain how long to go on serving after a SIGTERM, until no more requests arrive
     */
    public record Webhook(
            boolean enabled, int port, Certificate certificate, int threads, Duration drain) {}

    /** Where the webhook's certificate comes from. */
    public enum CertificateMode {
        /** Somebody else renews files. */
        FILES,
        /** The operator issues it and has it trusted. */
        CONTROLLER
    }

    /** The same with what each needs. */
    public sealed interface Certificate permits CertificateFiles, OwnCertificate {}

    /**
     * Somebody else renews files.
     *
     * @param directory has {@code tls.crt} and {@code tls.key}
     */
    public record CertificateFiles(Path directory) implements Certificate {}

    /**
     * The operator issues it and has it trusted.
     *
     * @param secret name of the Secret, in the namespace of the Service
     * @param service name of the Service
     * @param namespace of both
     * @param mutating name of the MutatingWebhookConfiguration
     * @param validating name of the ValidatingWebhookConfiguration
     */
    public record OwnCertificate(
            String secret, String service, String namespace, String mutating, String validating)
            implements Certificate {
        /** Every name by which a pod of the cluster may call the Service. */
        public Set<String> names() {
            String full = service + "." + namespace;
            return Set.of(service, full, full + ".svc", full + ".svc.cluster.local");
        }
    }

    /**
     * Probes, metrics, log.
     *
     * @param port of plain HTTP
     * @param logLevel of the operator's own loggers
     */
    public record Monitoring(int port, LogLevel logLevel) {}

    /**
     * Which replica acts.
     *
     * @param enabled false only where there is one replica
     * @param leaseName of the Lease
     * @param namespace of the Lease; null for the operator's own
     */
    public record LeaderElection(boolean enabled, String leaseName, @Nullable String namespace) {

        /** Empty for the operator's own namespace. */
        public Optional<String> leaseNamespace() {
            return Optional.ofNullable(namespace);
        }
    }

    /**
     * What the platform team says of the cluster.
     *
     * @param allowedEndpoints bounds of brokers and S3 endpoints; empty for any
     * @param upstreamDefaults file with upstream's default configuration; null if unknown
     */
    public record Surroundings(List<String> allowedEndpoints, @Nullable Path upstreamDefaults) {
        /** Copies the list. */
        public Surroundings {
            allowedEndpoints = List.copyOf(allowedEndpoints);
        }

        /** Empty if nothing is known of upstream's defaults. */
        public Optional<Path> upstreamDefaultsFile() {
            return Optional.ofNullable(upstreamDefaults);
        }
    }
}
