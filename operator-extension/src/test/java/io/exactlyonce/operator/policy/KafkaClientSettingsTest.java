package io.exactlyonce.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.policy.KafkaAccess.ClientCertificate;
import io.exactlyonce.operator.policy.KafkaAccess.NoSasl;
import io.exactlyonce.operator.policy.KafkaAccess.Plaintext;
import io.exactlyonce.operator.policy.KafkaAccess.Sasl;
import io.exactlyonce.operator.policy.KafkaAccess.SaslMechanism;
import io.exactlyonce.operator.policy.KafkaAccess.Tls;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaClientSettingsTest {
    private static final Tls MUTUAL =
            new Tls(
                    new SecretKey("ca", "ca.crt"),
                    new ClientCertificate(
                            new SecretKey("client", "tls.crt"),
                            new SecretKey("client", "tls.key")));
    private static final Sasl SCRAM = sasl(SaslMechanism.SCRAM_SHA_512);
    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "EO_KAFKA_USERNAME", "orders",
                    "EO_KAFKA_PASSWORD", "pass;word=${env:HOME} ü",
                    "EO_KAFKA_CA", "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n",
                    "EO_KAFKA_CERTIFICATE", "chain",
                    "EO_KAFKA_PRIVATE_KEY", "key");

    @Test
    void plainBrokersNeedOnlyTheirAddress() {
        assertThat(KafkaClientSettings.flinkConfiguration(access(new Plaintext(), new NoSasl())))
                .isEqualTo(
                        Map.of(
                                "exactly-once.kafka.bootstrap-servers", "kafka-0:9092",
                                "exactly-once.kafka.properties.security.protocol", "PLAINTEXT"));
    }

    @Test
    void secretsStandInTheConfigurationOfAJobAsPlaceholders() {
        SortedMap<String, String> entries =
                KafkaClientSettings.flinkConfiguration(access(MUTUAL, SCRAM));

        assertThat(entries)
                .containsEntry("exactly-once.kafka.properties.security.protocol", "SASL_SSL")
                .containsEntry("exactly-once.kafka.properties.ssl.truststore.type", "PEM")
                .containsEntry(
                        "exactly-once.kafka.properties.ssl.truststore.certificates",
                        "${env:EO_KAFKA_CA}")
                .containsEntry("exactly-once.kafka.properties.ssl.keystore.type", "PEM")
                .containsEntry(
                        "exactly-once.kafka.properties.ssl.keystore.certificate.chain",
                        "${env:EO_KAFKA_CERTIFICATE}")
                .containsEntry(
                        "exactly-once.kafka.properties.ssl.keystore.key",
                        "${env:EO_KAFKA_PRIVATE_KEY}")
                .containsEntry(
                        "exactly-once.kafka.properties.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required"
                                + " username=\"${env:EO_KAFKA_USERNAME}\""
                                + " password=\"${env:EO_KAFKA_PASSWORD}\";");
    }

    @Test
    void noKeyIsAPrefixOfAnother() {
        List<String> keys =
                List.copyOf(KafkaClientSettings.flinkConfiguration(access(MUTUAL, SCRAM)).keySet());

        assertThat(keys)
                .allSatisfy(
                        key -> assertThat(keys).noneMatch(other -> other.startsWith(key + ".")));
    }

    @ParameterizedTest
    @EnumSource
    void kafkaReadsTheLoginFromTheEnvironment(SaslMechanism mechanism) {
        Map<String, String> resolved = resolved(access(MUTUAL, sasl(mechanism)));

        AppConfigurationEntry login = login(resolved.get("sasl.jaas.config"));

        assertThat(login.getLoginModuleName()).isEqualTo(mechanism.loginModule());
        assertThat(login.getOptions())
                .isEqualTo(Map.of("username", "orders", "password", "pass;word=${env:HOME} ü"));
        assertThat(resolved.get("ssl.truststore.certificates"))
                .isEqualTo(ENVIRONMENT.get("EO_KAFKA_CA"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quote\"d",
                "\" serviceName=\"evil",
                "back\\slash",
                "\\",
                "line\nend\r\n",
                "${env:HOME}",
                "'; com.evil.Module required;"
            })
    void credentialOfTheOperatorCannotLeaveItsQuotes(String password) {
        SortedMap<String, String> properties =
                KafkaClientSettings.clientProperties(
                        access(new Plaintext(), SCRAM), secret -> password);

        AppConfigurationEntry login = login(properties.get("sasl.jaas.config"));

        assertThat(login.getOptions())
                .isEqualTo(Map.of("username", password, "password", password));
    }

    @Test
    void credentialThatAJobCannotUseIsTold() {
        assertThat(KafkaClientSettings.fitsIntoJobJaas("p;a=s s'ü${x}")).isTrue();
        assertThat(KafkaClientSettings.fitsIntoJobJaas("a\"b")).isFalse();
        assertThat(KafkaClientSettings.fitsIntoJobJaas("a\\b")).isFalse();
        assertThat(KafkaClientSettings.fitsIntoJobJaas("ab\n")).isFalse();
    }

    @Test
    void everyPropertyIsOneThatKafkaKnows() {
        SortedMap<String, String> properties =
                KafkaClientSettings.clientProperties(access(MUTUAL, SCRAM), secret -> "x");

        assertThat(AdminClientConfig.configNames()).containsAll(properties.keySet());
        ClientPropertyAllowList.names()
                .forEach(name -> assertThat(AdminClientConfig.configNames()).contains(name));
        assertThat(new AdminClientConfig(Map.copyOf(properties)).unused()).isNotNull();
    }

    @Test
    void variablesAreThoseThePlaceholdersName() {
        Policy minimal = PolicyFiles.minimalWith("recovery: Manual");
        Policy policy =
                new Policy(
                        minimal.identity(),
                        access(MUTUAL, SCRAM),
                        minimal.checkpoints(),
                        minimal.transactions(),
                        minimal.conduct(),
                        List.of());

        assertThat(SecretVariable.join(KafkaClientSettings.secretVariables(policy)))
                .isEqualTo(
                        "env:EO_KAFKA_USERNAME,secret:user,key:username;"
                                + "env:EO_KAFKA_PASSWORD,secret:user,key:password;"
                                + "env:EO_KAFKA_CERTIFICATE,secret:client,key:tls.crt;"
                                + "env:EO_KAFKA_PRIVATE_KEY,secret:client,key:tls.key;"
                                + "env:EO_KAFKA_CA,secret:ca,key:ca.crt");
        assertThat(KafkaClientSettings.secretVariables(policy))
                .extracting(SecretVariable::variable)
                .containsExactlyInAnyOrderElementsOf(ENVIRONMENT.keySet());
    }

    @Test
    void entriesAreReadBackInAnyOrderOfTheirParts() {
        List<SecretVariable> variables =
                List.of(
                        new SecretVariable("A", new SecretKey("s", "k")),
                        new SecretVariable("B", new SecretKey("t", "l")));

        assertThat(SecretVariable.parse(SecretVariable.join(variables))).isEqualTo(variables);
        assertThat(SecretVariable.parse("secret:s, key:k, env:A ; broken ; key:l,env:B,secret:t"))
                .isEqualTo(variables);
    }

    private static KafkaAccess access(
            KafkaAccess.Encryption encryption, KafkaAccess.Authentication authentication) {
        return new KafkaAccess(
                List.of(new HostAndPort("kafka-0", 9092)),
                encryption,
                authentication,
                new TreeMap<>());
    }

    private static Sasl sasl(SaslMechanism mechanism) {
        return new Sasl(
                mechanism, new SecretKey("user", "username"), new SecretKey("user", "password"));
    }

    /** As the job's clients do it: see {@code config.providers} of Kafka. */
    private static Map<String, String> resolved(KafkaAccess kafka) {
        String prefix = "exactly-once.kafka.properties.";
        Map<String, String> properties =
                KafkaClientSettings.flinkConfiguration(kafka).entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(prefix))
                        .collect(
                                Collectors.toMap(
                                        entry -> entry.getKey().substring(prefix.length()),
                                        Map.Entry::getValue));
        EnvVarConfigProvider provider = new EnvVarConfigProvider(ENVIRONMENT);
        provider.configure(Map.of());
        return new ConfigTransformer(Map.of("env", provider)).transform(properties).data();
    }

    private static AppConfigurationEntry login(String jaas) {
        return JaasContext.loadClientContext(Map.of("sasl.jaas.config", new Password(jaas)))
                .configurationEntries()
                .get(0);
    }
}
