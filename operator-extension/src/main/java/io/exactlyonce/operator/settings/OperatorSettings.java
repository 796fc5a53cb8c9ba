package io.exactlyonce.operator.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
     * @param certificateDirectory has {@code tls.crt} and {@code tls.key}
     * @param threads requests handled at a time
     * @param drain how long to go on serving after a SIGTERM, until no more requests arrive
     */
    public record Webhook(
            boolean enabled, int port, Path certificateDirectory, int threads, Duration drain) {}

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
