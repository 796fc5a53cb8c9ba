package io.exactlyonce.operator.policy;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How brokers are reached.
 *
 * @param brokers at least one, in the order of the policy
 * @param encryption TLS or none
 * @param authentication SASL or none (with a client certificate, TLS authenticates)
 * @param properties further client properties, all of them on the allow-list
 */
public record KafkaAccess(
        List<HostAndPort> brokers,
        Encryption encryption,
        Authentication authentication,
        SortedMap<String, String> properties) {
    /** Copies list and map. */
    public KafkaAccess {
        brokers = List.copyOf(brokers);
        properties = Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(properties)));
    }

    /** {@code bootstrap.servers} as Kafka reads it. */
    public String bootstrapServers() {
        return brokers.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
    }

    /**
     * Whether servers are all among these. Some of them are as good as all: a client learns the
     * rest from them.
     *
     * @param bootstrapServers as Kafka reads them
     */
    public boolean covers(String bootstrapServers) {
        return servers(bootstrapServers()).containsAll(servers(bootstrapServers));
    }

    private static Set<String> servers(String text) {
        return Stream.of(text.split("[,;]"))
                .map(server -> server.strip().toLowerCase(Locale.ROOT))
                .filter(server -> !server.isEmpty())
                .collect(Collectors.toSet());
    }

    /** How the connection is protected. */
    public sealed interface Encryption {}

    /** No TLS. */
    public record Plaintext() implements Encryption {}

    /**
     * TLS; hostnames are always verified.
     *
     * @param ca PEM bundle that signs the brokers' certificates; null for those the Java platform
     *     trusts
     * @param clientCertificate what the client shows of itself; null for nothing
     */
    public record Tls(@Nullable SecretKey ca, @Nullable ClientCertificate clientCertificate)
            implements Encryption {
        public Optional<SecretKey> caIfAny() {
            return Optional.ofNullable(ca);
        }

        public Optional<ClientCertificate> clientCertificateIfAny() {
            return Optional.ofNullable(clientCertificate);
        }
    }

    /**
     * A client's own certificate.
     *
     * @param certificate PEM chain, the client's first
     * @param privateKey PEM, PKCS #8, not encrypted: Kafka reads no other form from a text
     */
    public record ClientCertificate(SecretKey certificate, SecretKey privateKey) {}

    /** How the client proves who it is. */
    public sealed interface Authentication {}

    /** No SASL. */
    public record NoSasl() implements Authentication {}

    /**
     * User name and password.
     *
     * @param mechanism how they are proven
     * @param username entry with the user name
     * @param password entry with the password
     */
    public record Sasl(SaslMechanism mechanism, SecretKey username, SecretKey password)
            implements Authentication {}

    /** Mechanisms with user name and password. */
    public enum SaslMechanism implements Choice {
        PLAIN("PLAIN", "org.apache.kafka.common.security.plain.PlainLoginModule"),
        SCRAM_SHA_256("SCRAM-SHA-256", "org.apache.kafka.common.security.scram.ScramLoginModule"),
        SCRAM_SHA_512("SCRAM-SHA-512", "org.apache.kafka.common.security.scram.ScramLoginModule");

        private final String text;
        private final String loginModule;

        SaslMechanism(String text, String loginModule) {
            this.text = text;
            this.loginModule = loginModule;
        }

        @Override
        public String text() {
            return text;
        }

        /** Class of the JAAS login module. */
        public String loginModule() {
            return loginModule;
        }
    }
}
