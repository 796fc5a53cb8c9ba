package io.exactlyonce.operator.policy;

import io.exactlyonce.operator.policy.Conduct.DeletionPolicy;
import io.exactlyonce.operator.policy.Conduct.Recovery;
import io.exactlyonce.operator.policy.Conduct.UnknownContract;
import io.exactlyonce.operator.policy.KafkaAccess.SaslMechanism;
import io.exactlyonce.operator.policy.Transactions.NamingStrategy;
import io.exactlyonce.operator.policy.Transactions.OrphanHandling;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every field of {@code spec}, with its default. Defaults are filled in here and not by the API
 * server: so the stored object stays what stands in Git, and a default can be told from a choice. A
 * test holds the schema of the custom resource against this list.
 */
enum PolicyField {
    KAFKA(Kind.OBJECT, "spec.kafka", Need.ALWAYS),
    BOOTSTRAP_SERVERS(Kind.TEXT, "spec.kafka.bootstrapServers", Need.ALWAYS),
    TLS(Kind.OBJECT, "spec.kafka.tls", Need.NEVER),
    CA_SECRET(Kind.OBJECT, "spec.kafka.tls.caSecret", Need.NEVER),
    CA_SECRET_NAME(Kind.TEXT, "spec.kafka.tls.caSecret.name", Need.ALWAYS),
    CA_SECRET_KEY(Kind.TEXT, "spec.kafka.tls.caSecret.key", "ca.crt"),
    CLIENT_CERTIFICATE(Kind.OBJECT, "spec.kafka.tls.clientCertificateSecret", Need.NEVER),
    CLIENT_CERTIFICATE_NAME(Kind.TEXT, "spec.kafka.tls.clientCertificateSecret.name", Need.ALWAYS),
    CLIENT_CERTIFICATE_KEY(
            Kind.TEXT, "spec.kafka.tls.clientCertificateSecret.certificateKey", "tls.crt"),
    CLIENT_PRIVATE_KEY(
            Kind.TEXT, "spec.kafka.tls.clientCertificateSecret.privateKeyKey", "tls.key"),
    SASL(Kind.OBJECT, "spec.kafka.sasl", Need.NEVER),
    SASL_MECHANISM("spec.kafka.sasl.mechanism", SaslMechanism.values(), ""),
    SASL_SECRET(Kind.OBJECT, "spec.kafka.sasl.credentialsSecret", Need.ALWAYS),
    SASL_SECRET_NAME(Kind.TEXT, "spec.kafka.sasl.credentialsSecret.name", Need.ALWAYS),
    SASL_USERNAME_KEY(Kind.TEXT, "spec.kafka.sasl.credentialsSecret.usernameKey", "username"),
    SASL_PASSWORD_KEY(Kind.TEXT, "spec.kafka.sasl.credentialsSecret.passwordKey", "password"),
    KAFKA_PROPERTIES(Kind.MAP, "spec.kafka.properties", Need.NEVER),
    CHECKPOINTS(Kind.OBJECT, "spec.checkpoints", Need.ALWAYS),
    STORAGE(Kind.TEXT, "spec.checkpoints.storage", Need.ALWAYS),
    INTERVAL(Kind.DURATION, "spec.checkpoints.interval", "1m"),
    CHECKPOINT_TIMEOUT(Kind.DURATION, "spec.checkpoints.timeout", "2m"),
    MIN_PAUSE(Kind.DURATION, "spec.checkpoints.minPause", "0s"),
    TOLERABLE_FAILURES(Kind.INTEGER, "spec.checkpoints.tolerableFailures", "0"),
    MAX_OUTAGE(Kind.DURATION, "spec.checkpoints.maxOutage", "8m"),
    SLACK(Kind.DURATION, "spec.checkpoints.slack", "1m"),
    PLAIN_SAVEPOINTS(Kind.INTEGER, "spec.checkpoints.plainSavepoints", "0"),
    DURABLE_FILE_STORAGE(Kind.BOOLEAN, "spec.checkpoints.durableFileStorage", "false"),
    S3(Kind.OBJECT, "spec.checkpoints.s3", Need.NEVER),
    S3_ENDPOINT(Kind.TEXT, "spec.checkpoints.s3.endpoint", Need.NEVER),
    S3_PATH_STYLE(Kind.BOOLEAN, "spec.checkpoints.s3.pathStyleAccess", "false"),
    S3_SECRET(Kind.OBJECT, "spec.checkpoints.s3.credentialsSecret", Need.NEVER),
    S3_SECRET_NAME(Kind.TEXT, "spec.checkpoints.s3.credentialsSecret.name", Need.ALWAYS),
    S3_ACCESS_KEY(
            Kind.TEXT, "spec.checkpoints.s3.credentialsSecret.accessKeyKey", "AWS_ACCESS_KEY_ID"),
    S3_SECRET_KEY(
            Kind.TEXT,
            "spec.checkpoints.s3.credentialsSecret.secretKeyKey",
            "AWS_SECRET_ACCESS_KEY"),
    TRANSACTIONS(Kind.OBJECT, "spec.transactions", Need.NEVER),
    TRANSACTION_TIMEOUT(Kind.DURATION, "spec.transactions.timeout", "auto"),
    ID_STEM(Kind.TEXT, "spec.transactions.idStem", "eo1"),
    NAMING(
            "spec.transactions.namingStrategy",
            NamingStrategy.values(),
            NamingStrategy.INCREMENTING.text()),
    ORPHANS("spec.transactions.orphans", OrphanHandling.values(), OrphanHandling.FENCE.text()),
    RECOVERY("spec.recovery", Recovery.values(), Recovery.AUTOMATIC.text()),
    UNKNOWN_CONTRACT(
            "spec.unknownContract", UnknownContract.values(), UnknownContract.ADMIT.text()),
    DELETION_POLICY("spec.deletionPolicy", DeletionPolicy.values(), DeletionPolicy.SETTLE.text()),
    ACKNOWLEDGED_RISKS(Kind.LIST, "spec.acknowledgedRisks", Need.NEVER),
    RISK_CODE(Kind.TEXT, "spec.acknowledgedRisks[].code", Need.ALWAYS),
    RISK_REASON(Kind.TEXT, "spec.acknowledgedRisks[].reason", Need.ALWAYS);

    /** What a field holds. */
    enum Kind {
        OBJECT("object", "an object"),
        LIST("array", "a list of objects"),
        MAP("object", "a map of text to text"),
        TEXT("string", "text; put it in quotes"),
        CHOICE("string", "text"),
        DURATION("string", "text with a unit, such as '90s' or '2m'"),
        INTEGER("integer", "a whole number without quotes"),
        BOOLEAN("boolean", "true or false without quotes");

        private final String schemaType;
        private final String description;

        Kind(String schemaType, String description) {
            this.schemaType = schemaType;
            this.description = description;
        }

        /** Type in the schema of the custom resource. */
        String schemaType() {
            return schemaType;
        }

        String description() {
            return description;
        }
    }

    /** Whether a field without default must be there, given that its parent is. */
    private enum Need {
        ALWAYS,
        NEVER
    }

    private final Kind kind;
    private final String path;
    private final String fallback;
    private final boolean required;
    private final List<String> choices;

    PolicyField(Kind kind, String path, Need need) {
        this(kind, path, "", need == Need.ALWAYS, List.of());
    }

    PolicyField(Kind kind, String path, String fallback) {
        this(kind, path, fallback, false, List.of());
    }

    PolicyField(String path, Choice[] choices, String fallback) {
        this(
                Kind.CHOICE,
                path,
                fallback,
                fallback.isEmpty(),
                Stream.of(choices).map(Choice::text).toList());
    }

    PolicyField(Kind kind, String path, String fallback, boolean required, List<String> choices) {
        this.kind = kind;
        this.path = path;
        this.fallback = fallback;
        this.required = required;
        this.choices = choices;
    }

    static Optional<PolicyField> at(String path) {
        return Arrays.stream(values()).filter(field -> field.path.equals(path)).findFirst();
    }

    Kind kind() {
        return kind;
    }

    /** Path from the root, {@code []} for the members of a list. */
    String path() {
        return path;
    }

    /** The path as steps below the root, or below its member of a list. */
    String[] steps() {
        return path.substring(path.indexOf("[].") < 0 ? 0 : path.indexOf("[].") + 3).split("\\.");
    }

    /** Path of the object it lies in. */
    String parent() {
        return path.substring(0, path.lastIndexOf('.'));
    }

    /** Its own name. */
    String label() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** Default as it would be written; empty if there is none. */
    String fallback() {
        return fallback;
    }

    /** Whether it must be there if its parent is. */
    boolean isRequired() {
        return required;
    }

    /** The values allowed; empty unless it is a choice. */
    List<String> choices() {
        return choices;
    }
}
