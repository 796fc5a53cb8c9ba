package io.exactlyonce.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.check.BrokerAnswer;
import io.exactlyonce.job.check.BrokerQuestion;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that cannot be made: nobody was asked, and nobody needs to be asked again. */
class ClientFailureTest {
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLogin";

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '#',
            value = {
                "SSL, ssl.truststore.location, /nope/trust.jks, JKS: NoSuchFileException",
                "SSL, ssl.truststore.certificates, garbage, PEM",
                "SASL_SSL, sasl.mechanism, PLAIN, JAAS",
                "SASL_SSL, sasl.jaas.config, " + PLAIN + "Modul required;, " + PLAIN + "Modul",
                "SASL_SSL, sasl.jaas.config, " + PLAIN + "Module required user, JAAS",
                "SSSL, client.id, any, SSSL"
            })
    void wrongSettingsAreRefusedWithTheReasonAtTheBottom(
            String protocol, String name, String value, String reason) {
        Properties properties = properties(protocol, name, value);

        assertThat(ask(properties))
                .isInstanceOfSatisfying(
                        BrokerAnswer.Refused.class,
                        refused ->
                                assertThat(refused.violations())
                                        .singleElement()
                                        .satisfies(
                                                violation ->
                                                        assertThat(violation.observed())
                                                                .contains(reason)
                                                                .doesNotContain(
                                                                        "Failed to create")));
    }

    @Test
    void aNameThatDoesNotResolveMayResolveLater() {
        Properties properties = properties("PLAINTEXT", "client.id", "any");
        properties.put("bootstrap.servers", "no-such-host.invalid:9092");

        assertThat(ask(properties)).isInstanceOf(BrokerAnswer.NotYet.class);
    }

    @Test
    void aServiceThatLogInsNeedMayComeBack() {
        assertThat(failure(new LoginException("Cannot contact any KDC")).passing()).isTrue();
        assertThat(failure(new KafkaException(new ConnectException("refused"))).passing()).isTrue();
        assertThat(failure(new LoginException("No LoginModule found for a.Class")).passing())
                .isFalse();
    }

    private static ClientFailure failure(Exception cause) {
        return ClientFailure.of(new KafkaException("Failed to create new KafkaAdminClient", cause));
    }

    private static Properties properties(String protocol, String name, String value) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", "127.0.0.1:1");
        properties.put("security.protocol", protocol);
        properties.put("sasl.mechanism", "PLAIN");
        if (name.equals("ssl.truststore.certificates")) {
            properties.put("ssl.truststore.type", "PEM");
        }
        properties.put(name, value);
        return properties;
    }

    private static BrokerAnswer ask(Properties properties) {
        return new AdminBrokerPort(properties, "eo1.x.r000001.", Duration.ZERO)
                .ask(
                        new BrokerQuestion(
                                Duration.ofMinutes(15),
                                Set.of(),
                                Set.of(),
                                new BrokerQuestion.Limits(1024, Duration.ofMinutes(50), null)));
    }
}
