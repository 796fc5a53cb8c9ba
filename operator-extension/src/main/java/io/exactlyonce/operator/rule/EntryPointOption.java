package io.exactlyonce.operator.rule;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Options of Flink's standalone entry point (1.20 to 2.2), and where each belongs. Commons CLI
 * takes any beginning of a long name, with one dash or two, and a short name with its value right
 * behind it.
 */
enum EntryPointOption {
    DYNAMIC_PROPERTY("D", "D", "Write the property as a key of spec.flinkConfiguration"),
    RESTORE_PATH("s", "fromSavepoint", "Set spec.job.initialSavepointPath, and accept EO1206"),
    NON_RESTORED_STATE(
            "n", "allowNonRestoredState", "Set spec.job.allowNonRestoredState, and accept EO1214"),
    JOB_ID("jid", "job-id", "Remove it"),
    JOB_CLASS("j", "job-classname", "Set spec.job.entryClass"),
    JOB_JAR("jarfile", "jar-file", "Set spec.job.jarURI"),
    JARS("jars", "jars", "Set spec.job.jarURI"),
    CONFIGURATION("c", "configDir", Fixes.RENAME),
    CLAIM_MODE("rm", "claimMode", "Set execution.state-recovery.claim-mode"),
    RESTORE_MODE("rm", "restoreMode", "Set execution.state-recovery.claim-mode"),
    HOST("h", "host", Fixes.RENAME),
    REST_PORT("r", "webui-port", Fixes.RENAME);

    /** Constants of an enum cannot use its own. */
    private static final class Fixes {
        private static final String RENAME =
                "If it is meant for the job, put another argument before it";
    }

    private final String shortName;
    private final String longName;
    private final String fix;

    EntryPointOption(String shortName, String longName, String fix) {
        this.shortName = shortName;
        this.longName = longName;
        this.fix = fix;
    }

    /** The option that an argument may be taken for; empty if Flink leaves it to the job. */
    static Optional<EntryPointOption> of(String argument) {
        String name = argument.replaceFirst("^--?", "").replaceFirst("=.*", "");
        if (!argument.startsWith("-") || name.isEmpty()) {
            return Optional.empty();
        }
        Optional<EntryPointOption> longName = first(option -> option.longName.startsWith(name));
        return argument.startsWith("--")
                ? longName
                : first(option -> option.shortName.equals(name))
                        .or(() -> longName)
                        .or(() -> first(option -> name.startsWith(option.shortName)));
    }

    private static Optional<EntryPointOption> first(Predicate<EntryPointOption> matches) {
        return Arrays.stream(values()).filter(matches).findFirst();
    }

    /** As one writes it. */
    String shown() {
        return this == DYNAMIC_PROPERTY ? "-D" : "--" + longName;
    }

    String fix() {
        return fix;
    }

    /** Why it must not be; empty if it is as with all of them. */
    Optional<String> reason() {
        return fix.equals(Fixes.RENAME)
                ? Optional.of(
                        "the job does not get to see it, and Flink may take its configuration from"
                                + " elsewhere")
                : Optional.empty();
    }
}
