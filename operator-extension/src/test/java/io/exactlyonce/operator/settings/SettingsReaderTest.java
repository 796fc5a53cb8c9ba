package io.exactlyonce.operator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.manifest.Yaml;
import io.exactlyonce.operator.settings.OperatorSettings.CertificateFiles;
import io.exactlyonce.operator.settings.OperatorSettings.LogLevel;
import io.exactlyonce.operator.settings.OperatorSettings.OwnCertificate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {

    @Test
    void nothingSetGivesEveryDefault() {
        OperatorSettings settings = valid(Map.of(), Fields.EMPTY);

        assertThat(settings.watch().covers("anywhere")).isTrue();
        assertThat(settings.webhook().enabled()).isTrue();
        assertThat(settings.webhook().port()).isEqualTo(9443);
        assertThat(settings.webhook().certificate())
                .isEqualTo(new CertificateFiles(Path.of("/etc/exactly-once/tls")));
        assertThat(settings.monitoring().port()).isEqualTo(8080);
        assertThat(settings.monitoring().logLevel()).isEqualTo(LogLevel.INFO);
        assertThat(settings.leaderElection().enabled()).isTrue();
        assertThat(settings.leaderElection().leaseNamespace()).isEmpty();
        assertThat(settings.surroundings().allowedEndpoints()).isEmpty();
        assertThat(settings.surroundings().upstreamDefaultsFile()).isEmpty();
    }

    @Test
    void environmentWinsOverTheFile() throws ManifestException {
        Fields file =
                Yaml.readAll(
                                """
                                watch: {namespaces: [a, b]}
                                webhook:
                                  port: 8443
                                  threads: 4
                                leaderElection.leaseName: mine
                                """)
                        .get(0);

        OperatorSettings settings = valid(Map.of("EXACTLY_ONCE_WEBHOOK_PORT", "9999"), file);

        assertThat(settings.webhook().port()).isEqualTo(9999);
        assertThat(settings.webhook().threads()).isEqualTo(4);
        assertThat(settings.watch().namespaces()).containsExactly("a", "b");
        assertThat(settings.watch().covers("c")).isFalse();
        assertThat(settings.leaderElection().leaseName()).isEqualTo("mine");
    }

    @Test
    void everyErrorIsReportedAtOnceWithPlaceValueReasonAndFix() {
        Map<String, String> environment =
                Map.of(
                        "EXACTLY_ONCE_WEBHOOK_PORT", "70000",
                        "EXACTLY_ONCE_WEBHOOK_DRAIN", "soon",
                        "EXACTLY_ONCE_WEBHOK_THREADS", "secret",
                        "PATH", "/bin");
        Fields file = new Fields(Map.of("log", Map.of("level", "LOUD"), "watch.namespaces", "A_b"));

        List<String> messages = messages(environment, file);

        assertThat(messages)
                .containsExactlyInAnyOrder(
                        "EXACTLY_ONCE_WEBHOOK_PORT is '70000': expected a whole number from 0 to "
                                + "65535. Correct it, or remove it for the default '9443'.",
                        "EXACTLY_ONCE_WEBHOOK_DRAIN is 'soon': expected a duration from 0s to 5m, "
                                + "as 500ms, 30s, 5m or 2h. Correct it, or remove it for the "
                                + "default '5s'.",
                        "EXACTLY_ONCE_WEBHOK_THREADS is 'set': no setting has this name, so it "
                                + "would have no effect. Remove it, or write "
                                + "EXACTLY_ONCE_WEBHOOK_THREADS.",
                        "log.level in settings.yaml is 'set': no setting has this name, so it "
                                + "would have no effect. Remove it, or write monitoring.logLevel.",
                        "watch.namespaces in settings.yaml is 'A_b': expected a list separated by "
                                + "commas, each the name of a namespace. Correct it, or remove it "
                                + "for the default ''.");
    }

    @Test
    void oneServerPerPort() {
        assertThat(messages(Map.of("EXACTLY_ONCE_MONITORING_PORT", "9443"), Fields.EMPTY))
                .singleElement()
                .asString()
                .contains("EXACTLY_ONCE_MONITORING_PORT", "9443", "EXACTLY_ONCE_WEBHOOK_PORT");
        assertThat(
                        valid(
                                        Map.of(
                                                "EXACTLY_ONCE_MONITORING_PORT", "9443",
                                                "EXACTLY_ONCE_WEBHOOK_ENABLED", "false"),
                                        Fields.EMPTY)
                                .monitoring()
                                .port())
                .isEqualTo(9443);
    }

    @Test
    void certificateOfItsOwnNeedsToKnowWhereItIsStoredCalledAndTrusted() {
        assertThat(
                        messages(
                                Map.of("EXACTLY_ONCE_WEBHOOK_CERTIFICATE_MODE", "controller"),
                                Fields.EMPTY))
                .hasSize(3)
                .allSatisfy(message -> assertThat(message).contains("certificate without it"));
        OwnCertificate own =
                (OwnCertificate)
                        valid(
                                        Map.of(
                                                "EXACTLY_ONCE_WEBHOOK_CERTIFICATE_MODE",
                                                "controller",
                                                "EXACTLY_ONCE_WEBHOOK_CERTIFICATE_SECRET",
                                                "webhook-tls",
                                                "EXACTLY_ONCE_WEBHOOK_CERTIFICATE_SERVICE",
                                                "webhook.flink.svc",
                                                "EXACTLY_ONCE_WEBHOOK_CERTIFICATE_CONFIGURATIONS",
                                                "operator"),
                                        Fields.EMPTY)
                                .webhook()
                                .certificate();

        assertThat(own)
                .isEqualTo(
                        new OwnCertificate(
                                "webhook-tls", "webhook", "flink", "operator", "operator"));
        assertThat(own.names())
                .containsExactlyInAnyOrder(
                        "webhook",
                        "webhook.flink",
                        "webhook.flink.svc",
                        "webhook.flink.svc.cluster.local");
    }

    /** What the kubelet sets for a Service named exactly-once-webhook. */
    @Test
    void variablesOfAServiceWithOurNameAreNoSettings() {
        OperatorSettings settings =
                valid(
                        Map.of(
                                "EXACTLY_ONCE_WEBHOOK_PORT", "tcp://10.96.0.7:443",
                                "EXACTLY_ONCE_WEBHOOK_SERVICE_HOST", "10.96.0.7",
                                "EXACTLY_ONCE_WEBHOOK_SERVICE_PORT", "443",
                                "EXACTLY_ONCE_WEBHOOK_SERVICE_PORT_HTTPS", "443",
                                "EXACTLY_ONCE_WEBHOOK_PORT_443_TCP", "tcp://10.96.0.7:443",
                                "EXACTLY_ONCE_WEBHOOK_PORT_443_TCP_ADDR", "10.96.0.7"),
                        Fields.EMPTY);

        assertThat(settings.webhook().port()).isEqualTo(9443);
    }

    @ParameterizedTest
    @CsvSource({
        "watch.namespaces, EXACTLY_ONCE_WATCH_NAMESPACES",
        "leaderElection.leaseName, EXACTLY_ONCE_LEADER_ELECTION_LEASE_NAME",
        "webhook.certificateDirectory, EXACTLY_ONCE_WEBHOOK_CERTIFICATE_DIRECTORY"
    })
    void variableFollowsFromTheKey(String key, String variable) {
        assertThat(SettingCatalog.all())
                .anySatisfy(
                        setting -> {
                            assertThat(setting.key()).isEqualTo(key);
                            assertThat(setting.variable()).isEqualTo(variable);
                        });
    }

    @Test
    void everySettingIsDescribedOnceAndItsDefaultIsAValidValue() {
        assertThat(SettingCatalog.all()).extracting(Setting::key).doesNotHaveDuplicates();
        assertThat(SettingCatalog.all())
                .allSatisfy(
                        setting -> {
                            assertThat(setting.description()).endsWith(".");
                            assertThat(
                                            valid(
                                                    Map.of(
                                                            setting.variable(),
                                                            setting.defaultValue()),
                                                    Fields.EMPTY))
                                    .isEqualTo(valid(Map.of(), Fields.EMPTY));
                        });
    }

    private static OperatorSettings valid(Map<String, String> environment, Fields file) {
        SettingsReading reading = SettingsReader.read(environment, file, "settings.yaml");
        assertThat(reading).isInstanceOf(SettingsReading.Valid.class);
        return ((SettingsReading.Valid) reading).settings();
    }

    private static List<String> messages(Map<String, String> environment, Fields file) {
        SettingsReading reading = SettingsReader.read(environment, file, "settings.yaml");
        assertThat(reading).isInstanceOf(SettingsReading.Invalid.class);
        return ((SettingsReading.Invalid) reading)
                .problems().stream().map(SettingProblem::message).toList();
    }
}
