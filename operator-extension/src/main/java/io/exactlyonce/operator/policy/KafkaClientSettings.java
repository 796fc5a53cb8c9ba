package io.exactlyonce.operator.policy;

import io.exactlyonce.operator.policy.KafkaAccess.Authentication;
import io.exactlyonce.operator.policy.KafkaAccess.Encryption;
import io.exactlyonce.operator.policy.KafkaAccess.Sasl;
import io.exactlyonce.operator.policy.KafkaAccess.Tls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a policy's way to the brokers means for a client. All of it is made of typed fields; a
 * policy cannot name a login module, a class or a file. Names of the entries are not prefixes of
 * one another, which Flink 2 refuses.
 */
public final class KafkaClientSettings {
    /** Flink's key for environment variables from Secrets. */
    public static final String SECRET_VARIABLES_KEY = "kubernetes.env.secretKeyRef";

    /** The job's own key for the brokers it writes to. */
    public static final String BOOTSTRAP_KEY = "exactly-once.kafka.bootstrap-servers";

    static final String PROPERTIES_PREFIX = "exactly-once.kafka.properties.";

    private static final String USERNAME = "EO_KAFKA_USERNAME";
    private static final String PASSWORD = "EO_KAFKA_PASSWORD";
    private static final String CA = "EO_KAFKA_CA";
    private static final String CERTIFICATE = "EO_KAFKA_CERTIFICATE";
    private static final String PRIVATE_KEY = "EO_KAFKA_PRIVATE_KEY";

    private KafkaClientSettings() {}

    /**
     * Entries of {@code flinkConfiguration}. Secrets stand there as {@code ${env:…}}, which each
     * process of the job resolves when it makes a client: Kafka replaces them inside larger values
     * too, so the JAAS line can contain them.
     */
    public static SortedMap<String, String> flinkConfiguration(KafkaAccess kafka) {
        SortedMap<String, String> entries = new TreeMap<>();
        properties(kafka, secret -> "${env:" + secret.variable() + "}")
                .forEach((name, value) -> entries.put(PROPERTIES_PREFIX + name, value));
        entries.put(BOOTSTRAP_KEY, kafka.bootstrapServers());
        return entries;
    }

    /**
     * Properties of a client of the operator itself, {@code bootstrap.servers} included.
     *
     * @param secrets the text of each entry of a Secret
     */
    public static SortedMap<String, String> clientProperties(
            KafkaAccess kafka, Function<SecretKey, String> secrets) {
        SortedMap<String, String> properties =
                properties(kafka, variable -> secrets.apply(variable.secret()));
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        return properties;
    }

    /**
     * Whether a user name or password can stand in a job's JAAS line. There the variable is put in
     * as it is, so quotes, back slashes and line ends (a Secret made with {@code echo}) would end
     * or change the line.
     */
    public static boolean fitsIntoJobJaas(String credential) {
        return credential.equals(escaped(credential));
    }

    /** Variables the job's containers need, of Kafka and of S3, in a fixed order. */
    public static List<SecretVariable> secretVariables(Policy policy) {
        List<SecretVariable> variables = new ArrayList<>();
        if (policy.kafka().authentication() instanceof Sasl sasl) {
            variables.add(username(sasl));
            variables.add(password(sasl));
        }
        if (policy.kafka().encryption() instanceof Tls tls) {
            variables.addAll(certificates(tls).values());
        }
        policy.checkpoints()
                .storage()
                .s3IfAny()
                .flatMap(Checkpoints.S3::credentialsIfAny)
                .ifPresent(
                        s3 -> {
                            variables.add(new SecretVariable("AWS_ACCESS_KEY_ID", s3.accessKey()));
                            variables.add(
                                    new SecretVariable("AWS_SECRET_ACCESS_KEY", s3.secretKey()));
                        });
        return List.copyOf(variables);
    }

    private static SortedMap<String, String> properties(
            KafkaAccess kafka, Function<SecretVariable, String> text) {
        SortedMap<String, String> properties = new TreeMap<>(kafka.properties());
        properties.put("security.protocol", protocol(kafka.encryption(), kafka.authentication()));
        if (kafka.encryption() instanceof Tls tls) {
            tls.caIfAny().ifPresent(ca -> properties.put("ssl.truststore.type", "PEM"));
            tls.clientCertificateIfAny()
                    .ifPresent(certificate -> properties.put("ssl.keystore.type", "PEM"));
            certificates(tls).forEach((name, secret) -> properties.put(name, text.apply(secret)));
        }
        if (kafka.authentication() instanceof Sasl sasl) {
            properties.put("sasl.mechanism", sasl.mechanism().text());
            properties.put("sasl.jaas.config", jaas(sasl, text));
        }
        return properties;
    }

    private static String protocol(Encryption encryption, Authentication authentication) {
        String transport = encryption instanceof Tls ? "SSL" : "PLAINTEXT";
        return authentication instanceof Sasl ? "SASL_" + transport : transport;
    }

    /** Property to the variable it is read from. */
    private static SortedMap<String, SecretVariable> certificates(Tls tls) {
        SortedMap<String, SecretVariable> variables = new TreeMap<>();
        tls.caIfAny()
                .ifPresent(
                        ca ->
                                variables.put(
                                        "ssl.truststore.certificates", new SecretVariable(CA, ca)));
        tls.clientCertificateIfAny()
                .ifPresent(
                        client ->
                                variables.putAll(
                                        Map.of(
                                                "ssl.keystore.certificate.chain",
                                                new SecretVariable(
                                                        CERTIFICATE, client.certificate()),
                                                "ssl.keystore.key",
                                                new SecretVariable(
                                                        PRIVATE_KEY, client.privateKey()))));
        return variables;
    }

    private static String jaas(Sasl sasl, Function<SecretVariable, String> text) {
        return sasl.mechanism().loginModule()
                + " required username=\""
                + escaped(text.apply(username(sasl)))
                + "\" password=\""
                + escaped(text.apply(password(sasl)))
                + "\";";
    }

    private static SecretVariable username(Sasl sasl) {
        return new SecretVariable(USERNAME, sasl.username());
    }

    private static SecretVariable password(Sasl sasl) {
        return new SecretVariable(PASSWORD, sasl.password());
    }

    /** For a quoted text of JAAS, which {@code java.io.StreamTokenizer} reads. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }
}
