package io.exactlyonce.operator.settings;

import io.exactlyonce.operator.settings.OperatorSettings.CertificateMode;
import io.exactlyonce.operator.settings.OperatorSettings.LogLevel;
import java.time.Duration;
import java.util.List;

/** Every setting there is, for the reader, the checks and the reference page. */
public final class SettingCatalog {
    private static final String DNS_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final String OBJECT = "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?";

    static final Setting<List<String>> NAMESPACES =
            new Setting<>(
                    "watch.namespaces",
                    "",
                    "Namespaces whose FlinkDeployments and policies are looked after. Empty: all. "
                            + "Labelled FlinkDeployments elsewhere are refused if the webhook is "
                            + "sent them.",
                    Format.listOf(Format.matching("the name of a namespace", DNS_LABEL)));
    static final Setting<Boolean> WEBHOOK =
            new Setting<>(
                    "webhook.enabled",
                    "true",
                    "Whether admission requests are served. Without, only FlinkDeployments that "
                            + "are created suspended become complete, and what is written past "
                            + "the operator is reported as Unprotected.",
                    Format.trueOrFalse());
    static final Setting<Integer> WEBHOOK_PORT =
            new Setting<>(
                    "webhook.port",
                    "9443",
                    "HTTPS port of the webhook.",
                    Format.wholeNumber(0, 65_535));
    static final Setting<CertificateMode> CERTIFICATE_MODE =
            new Setting<>(
                    "webhook.certificate.mode",
                    "files",
                    "Where the webhook's certificate comes from. controller: the operator issues "
                            + "and renews it, and writes who signed it into the caBundle of both "
                            + "webhook configurations. files: somebody else does, for instance "
                            + "cert-manager.",
                    Format.oneOf(CertificateMode.class));
    static final Setting<String> CERTIFICATE_SECRET =
            new Setting<>(
                    "webhook.certificate.secret",
                    "",
                    "Mode controller: name of the Secret with the certificate and its key, in the "
                            + "namespace of the Service. Made if it is not there.",
                    Format.matching("empty or the name of a Secret", "|" + OBJECT));
    static final Setting<String> CERTIFICATE_SERVICE =
            new Setting<>(
                    "webhook.certificate.service",
                    "",
                    "Mode controller: the Service in front of the webhook, which API servers call, "
                            + "as name.namespace.svc.",
                    Format.matching(
                            "empty or name.namespace.svc",
                            "|" + DNS_LABEL + "\\." + DNS_LABEL + "\\.svc"));
    static final Setting<List<String>> CERTIFICATE_CONFIGURATIONS =
            new Setting<>(
                    "webhook.certificate.configurations",
                    "",
                    "Mode controller: names of the MutatingWebhookConfiguration and of the "
                            + "ValidatingWebhookConfiguration, in this order; one name if both "
                            + "have the same.",
                    Format.listOf(Format.matching("the name of a configuration", OBJECT)));
    static final Setting<String> CERTIFICATES =
            new Setting<>(
                    "webhook.certificateDirectory",
                    "/etc/exactly-once/tls",
                    "Mode files: directory with tls.crt and tls.key (PEM; PKCS#8, PKCS#1 or SEC 1), "
                            + "as a Secret of type kubernetes.io/tls is mounted. Read again when "
                            + "it changes; no restart.",
                    Format.matching("an absolute path", "/.*"));
    static final Setting<Integer> WEBHOOK_THREADS =
            new Setting<>(
                    "webhook.threads",
                    "16",
                    "Admission requests that are worked on at a time.",
                    Format.wholeNumber(1, 256));
    static final Setting<Duration> DRAIN =
            new Setting<>(
                    "webhook.drain",
                    "5s",
                    "How long requests are still accepted after a SIGTERM, while the endpoint is "
                            + "taken out of the Service.",
                    Format.duration(Duration.ZERO, Duration.ofMinutes(5)));
    static final Setting<Integer> MONITORING_PORT =
            new Setting<>(
                    "monitoring.port",
                    "8080",
                    "Plain HTTP port of /livez, /readyz and /metrics.",
                    Format.wholeNumber(0, 65_535));
    static final Setting<LogLevel> LOG_LEVEL =
            new Setting<>(
                    "monitoring.logLevel",
                    "INFO",
                    "How much the operator logs of its own work.",
                    Format.oneOf(LogLevel.class));
    static final Setting<Boolean> LEADER_ELECTION =
            new Setting<>(
                    "leaderElection.enabled",
                    "true",
                    "Whether replicas agree by a Lease on which one acts. The webhook is served "
                            + "by all of them. False only with a single replica.",
                    Format.trueOrFalse());
    static final Setting<String> LEASE_NAME =
            new Setting<>(
                    "leaderElection.leaseName",
                    "exactly-once-operator",
                    "Name of the Lease. Operators with different namespaces to watch need "
                            + "different names.",
                    Format.matching("the name of a Lease", OBJECT));
    static final Setting<String> LEASE_NAMESPACE =
            new Setting<>(
                    "leaderElection.leaseNamespace",
                    "",
                    "Namespace of the Lease. Empty: the one the operator runs in.",
                    Format.matching("empty or the name of a namespace", "|" + DNS_LABEL));
    static final Setting<List<String>> ENDPOINTS =
            new Setting<>(
                    "trust.allowedEndpoints",
                    "",
                    "Host globs (*.kafka.svc) and CIDR blocks (10.0.0.0/8) that a policy's brokers "
                            + "and S3 endpoint must lie in. Empty: any, but never link-local, "
                            + "loopback or metadata addresses.",
                    Format.endpoints());
    static final Setting<String> UPSTREAM_DEFAULTS =
            new Setting<>(
                    "upstream.defaultsFile",
                    "",
                    "File with the default configuration of the Flink Kubernetes Operator "
                            + "(config.yaml, flink-conf.yaml, or the values of its chart), so that what it sets below every "
                            + "FlinkDeployment is known. Empty: unknown.",
                    Format.matching("empty or an absolute path", "|/.*"));

    private static final List<Setting<?>> ALL =
            List.of(
                    NAMESPACES,
                    WEBHOOK,
                    WEBHOOK_PORT,
                    CERTIFICATE_MODE,
                    CERTIFICATE_SECRET,
                    CERTIFICATE_SERVICE,
                    CERTIFICATE_CONFIGURATIONS,
                    CERTIFICATES,
                    WEBHOOK_THREADS,
                    DRAIN,
                    MONITORING_PORT,
                    LOG_LEVEL,
                    LEADER_ELECTION,
                    LEASE_NAME,
                    LEASE_NAMESPACE,
                    ENDPOINTS,
                    UPSTREAM_DEFAULTS);

    private SettingCatalog() {}

    /** In the order in which people should read them. */
    public static List<Setting<?>> all() {
        return ALL;
    }
}
