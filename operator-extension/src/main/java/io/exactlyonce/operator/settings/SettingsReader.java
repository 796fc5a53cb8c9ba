package io.exactlyonce.operator.settings;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.settings.OperatorSettings.Certificate;
import io.exactlyonce.operator.settings.OperatorSettings.CertificateFiles;
import io.exactlyonce.operator.settings.OperatorSettings.CertificateMode;
import io.exactlyonce.operator.settings.OperatorSettings.LeaderElection;
import io.exactlyonce.operator.settings.OperatorSettings.Monitoring;
import io.exactlyonce.operator.settings.OperatorSettings.OwnCertificate;
import io.exactlyonce.operator.settings.OperatorSettings.Surroundings;
import io.exactlyonce.operator.settings.OperatorSettings.Watch;
import io.exactlyonce.operator.settings.OperatorSettings.Webhook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the settings once, and reports every error at once. */
public final class SettingsReader {
    private final RawSettings raw;
    private final List<SettingProblem> problems;

    private SettingsReader(RawSettings raw) {
        this.raw = raw;
        this.problems = new ArrayList<>(raw.unknown());
    }

    /**
     * Reads all settings; the environment wins over the file.
     *
     * @param environment of the process
     * @param file parsed; {@link Fields#EMPTY} if there is none
     * @param fileName for messages
     */
    public static SettingsReading read(
            Map<String, String> environment, Fields file, String fileName) {
        SettingsReader reader = new SettingsReader(RawSettings.of(environment, file, fileName));
        OperatorSettings settings = reader.settings();
        return reader.problems.isEmpty()
                ? new SettingsReading.Valid(settings)
                : new SettingsReading.Invalid(reader.problems);
    }

    private OperatorSettings settings() {
        Webhook webhook =
                new Webhook(
                        value(SettingCatalog.WEBHOOK),
                        value(SettingCatalog.WEBHOOK_PORT),
                        certificate(),
                        value(SettingCatalog.WEBHOOK_THREADS),
                        value(SettingCatalog.DRAIN));
        Monitoring monitoring =
                new Monitoring(
                        value(SettingCatalog.MONITORING_PORT), value(SettingCatalog.LOG_LEVEL));
        refuseOnePortForBoth(webhook, monitoring);
        return new OperatorSettings(
                new Watch(value(SettingCatalog.NAMESPACES)),
                webhook,
                monitoring,
                new LeaderElection(
                        value(SettingCatalog.LEADER_ELECTION),
                        value(SettingCatalog.LEASE_NAME),
                        absentIfEmpty(value(SettingCatalog.LEASE_NAMESPACE))),
                new Surroundings(value(SettingCatalog.ENDPOINTS), upstreamDefaults()));
    }

    private Certificate certificate() {
        Path directory = Path.of(value(SettingCatalog.CERTIFICATES));
        String secret = value(SettingCatalog.CERTIFICATE_SECRET);
        String service = value(SettingCatalog.CERTIFICATE_SERVICE);
        List<String> names = value(SettingCatalog.CERTIFICATE_CONFIGURATIONS);
        if (value(SettingCatalog.CERTIFICATE_MODE) == CertificateMode.FILES) {
            return new CertificateFiles(directory);
        }
        require(SettingCatalog.CERTIFICATE_SECRET, "empty", !secret.isEmpty());
        require(SettingCatalog.CERTIFICATE_SERVICE, "empty", !service.isEmpty());
        require(
                SettingCatalog.CERTIFICATE_CONFIGURATIONS,
                names.size() + " names",
                names.size() == 1 || names.size() == 2);
        if (secret.isEmpty() || service.isEmpty() || names.isEmpty()) {
            return new CertificateFiles(directory);
        }
        String[] parts = service.split("\\.", 3);
        return new OwnCertificate(
                secret, parts[0], parts[1], names.get(0), names.get(names.size() - 1));
    }

    private void require(Setting<?> setting, String found, boolean satisfied) {
        if (!satisfied) {
            problems.add(
                    new SettingProblem(
                            setting.variable(),
                            found,
                            "the operator cannot issue the webhook's certificate without it",
                            "Set it, or change " + SettingCatalog.CERTIFICATE_MODE.variable()));
        }
    }

    private @Nullable Path upstreamDefaults() {
        String text = absentIfEmpty(value(SettingCatalog.UPSTREAM_DEFAULTS));
        return text == null ? null : Path.of(text);
    }

    private static @Nullable String absentIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private void refuseOnePortForBoth(Webhook webhook, Monitoring monitoring) {
        if (webhook.enabled() && webhook.port() != 0 && webhook.port() == monitoring.port()) {
            problems.add(
                    new SettingProblem(
                            SettingCatalog.MONITORING_PORT.variable(),
                            Integer.toString(monitoring.port()),
                            "the webhook listens on this port too",
                            "Write another port, or change "
                                    + SettingCatalog.WEBHOOK_PORT.variable()));
        }
    }

    /** The default stands in for a value that cannot be read: the problem stops the start. */
    private <T> T value(Setting<T> setting) {
        Optional<RawSettings.Found> found = raw.find(setting);
        if (found.isPresent()) {
            Optional<T> parsed = setting.format().parser().apply(found.get().text());
            if (parsed.isPresent()) {
                return parsed.get();
            }
            problems.add(
                    new SettingProblem(
                            found.get().place(),
                            found.get().text(),
                            "expected " + setting.expected(),
                            "Correct it, or remove it for the default '"
                                    + setting.defaultValue()
                                    + "'"));
        }
        return setting.format().parser().apply(setting.defaultValue()).orElseThrow();
    }
}
