package io.exactlyonce.operator.settings;

import java.util.List;

/** What reading the settings gave. */
public sealed interface SettingsReading {
    /** The operator can start. */
    record Valid(OperatorSettings settings) implements SettingsReading {}

    /**
     * It cannot.
     *
     * @param problems everything that is wrong, never empty
     */
    record Invalid(List<SettingProblem> problems) implements SettingsReading {
        /** Copies the list. */
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
