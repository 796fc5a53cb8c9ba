package io.exactlyonce.operator;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.manifest.UpstreamConfiguration;
import io.exactlyonce.operator.manifest.Yaml;
import io.exactlyonce.operator.settings.OperatorSettings;
import io.exactlyonce.operator.settings.SettingProblem;
import io.exactlyonce.operator.settings.SettingsReader;
import io.exactlyonce.operator.settings.SettingsReading;
import io.exactlyonce.operator.settings.UpstreamDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The settings and the file they name, from the environment and the disk. */
final class SettingsLoader {

    /** Everything that has to be known to start. */
    record Loaded(OperatorSettings settings, UpstreamDefaults upstreamDefaults) {}

    private SettingsLoader() {}

    /**
     * Loads everything.
     *
     * @param configuration file to read besides the environment
     * @throws WrongSettingsException with every problem at once
     */
    static Loaded load(Map<String, String> environment, Optional<Path> configuration)
            throws WrongSettingsException {
        Fields file = Fields.EMPTY;
        if (configuration.isPresent()) {
            file = read("--config", configuration.get());
        }
        String name = configuration.map(Path::toString).orElse("");
        SettingsReading reading = SettingsReader.read(environment, file, name);
        if (reading instanceof SettingsReading.Invalid invalid) {
            throw new WrongSettingsException(invalid.problems());
        }
        OperatorSettings settings = ((SettingsReading.Valid) reading).settings();
        Optional<Path> defaults = settings.surroundings().upstreamDefaultsFile();
        return new Loaded(
                settings,
                defaults.isPresent() ? upstream(defaults.get()) : UpstreamDefaults.UNKNOWN);
    }

    private static UpstreamDefaults upstream(Path path) throws WrongSettingsException {
        String place = "upstream.defaultsFile";
        try {
            return new UpstreamDefaults(UpstreamConfiguration.read(read(place, path)));
        } catch (ManifestException e) {
            throw wrong(place, path, "holds a configuration that " + e.getMessage());
        }
    }

    private static Fields read(String place, Path path) throws WrongSettingsException {
        try {
            List<Fields> documents = Yaml.readAll(Files.readString(path));
            if (documents.size() > 1) {
                throw wrong(place, path, "has more than one YAML document");
            }
            return documents.isEmpty() ? Fields.EMPTY : documents.get(0);
        } catch (IOException e) {
            throw wrong(place, path, "cannot be read (" + e + ")");
        } catch (ManifestException e) {
            throw wrong(place, path, String.valueOf(e.getMessage()));
        }
    }

    private static WrongSettingsException wrong(String place, Path path, String reason) {
        return new WrongSettingsException(
                List.of(
                        new SettingProblem(
                                place,
                                path.toString(),
                                "the file " + reason,
                                "Name a readable YAML file with one object, or leave it out")));
    }

    /** The operator cannot start with these settings. */
    static final class WrongSettingsException extends Exception {
        private static final long serialVersionUID = 1L;

        WrongSettingsException(List<SettingProblem> problems) {
            super(
                    problems.stream()
                            .map(SettingProblem::message)
                            .collect(Collectors.joining(System.lineSeparator())));
        }
    }
}
