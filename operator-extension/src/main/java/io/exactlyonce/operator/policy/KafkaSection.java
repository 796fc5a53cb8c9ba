package io.exactlyonce.operator.policy;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.policy.KafkaAccess.Authentication;
import io.exactlyonce.operator.policy.KafkaAccess.ClientCertificate;
import io.exactlyonce.operator.policy.KafkaAccess.Encryption;
import io.exactlyonce.operator.policy.KafkaAccess.NoSasl;
import io.exactlyonce.operator.policy.KafkaAccess.Plaintext;
import io.exactlyonce.operator.policy.KafkaAccess.Sasl;
import io.exactlyonce.operator.policy.KafkaAccess.SaslMechanism;
import io.exactlyonce.operator.policy.KafkaAccess.Tls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads {@code spec.kafka}. */
final class KafkaSection {
    private final SpecReader in;

    KafkaSection(SpecReader in) {
        this.in = in;
    }

    KafkaAccess read() {
        return new KafkaAccess(brokers(), encryption(), authentication(), properties());
    }

    private List<HostAndPort> brokers() {
        String text =
                in.required(
                        PolicyField.BOOTSTRAP_SERVERS,
                        "without brokers there is nothing to write to, and nobody to ask for their"
                                + " limits",
                        "Set it to host:port, several separated by commas");
        List<HostAndPort> brokers = new ArrayList<>();
        if (!text.isEmpty()) {
            Stream.of(text.split(",", -1))
                    .map(String::strip)
                    .forEach(server -> broker(server).ifPresent(brokers::add));
        }
        return brokers;
    }

    private Optional<HostAndPort> broker(String server) {
        Optional<HostAndPort> broker = AddressText.hostAndPort(server);
        if (broker.isEmpty()) {
            in.report(
                    PolicyField.BOOTSTRAP_SERVERS,
                    server,
                    "it is not the host and port of a broker in their usual form, so two readers"
                            + " could take it for two servers",
                    "Write host:port, with a DNS name, four decimal numbers, or an IPv6 address"
                            + " in brackets; no scheme, no user");
        }
        return broker;
    }

    private Encryption encryption() {
        if (!in.has(PolicyField.TLS)) {
            return new Plaintext();
        }
        return new Tls(
                in.has(PolicyField.CA_SECRET)
                        ? in.secret(PolicyField.CA_SECRET_NAME, PolicyField.CA_SECRET_KEY)
                        : null,
                in.has(PolicyField.CLIENT_CERTIFICATE) ? clientCertificate() : null);
    }

    private ClientCertificate clientCertificate() {
        SecretKey certificate =
                in.secret(PolicyField.CLIENT_CERTIFICATE_NAME, PolicyField.CLIENT_CERTIFICATE_KEY);
        String privateKey = in.secretKey(PolicyField.CLIENT_PRIVATE_KEY);
        return new ClientCertificate(certificate, new SecretKey(certificate.name(), privateKey));
    }

    private Authentication authentication() {
        if (!in.has(PolicyField.SASL)) {
            return new NoSasl();
        }
        SaslMechanism mechanism = in.choice(PolicyField.SASL_MECHANISM, SaslMechanism.values());
        SecretKey username = in.secret(PolicyField.SASL_SECRET_NAME, PolicyField.SASL_USERNAME_KEY);
        String password = in.secretKey(PolicyField.SASL_PASSWORD_KEY);
        return new Sasl(mechanism, username, new SecretKey(username.name(), password));
    }

    private SortedMap<String, String> properties() {
        SortedMap<String, String> properties = new TreeMap<>();
        Fields written = in.object().object(PolicyField.KAFKA_PROPERTIES.steps());
        for (String name : written.names()) {
            // A value that is no text was reported with the shape of the policy.
            if (written.at(name).orElse("") instanceof String value) {
                ClientPropertyAllowList.violation(name, value)
                        .ifPresentOrElse(in::report, () -> properties.put(name, value));
            }
        }
        return properties;
    }
}
