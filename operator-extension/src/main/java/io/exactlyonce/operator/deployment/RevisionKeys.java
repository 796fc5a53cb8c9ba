package io.exactlyonce.operator.deployment;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Keys of {@code spec.flinkConfiguration} by which a job, or the record of one, says which revision
 * it is.
 */
public final class RevisionKeys {
    /** Number of the revision. */
    public static final String REVISION = "exactly-once.revision";

    /** What every transactional id of the revision starts with. */
    public static final String PREFIX = "exactly-once.sink.transactional-id-prefix";

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,5}");

    private RevisionKeys() {}

    /** A revision number as configurations carry it; empty for anything else. */
    public static Optional<Integer> revision(String text) {
        return Optional.of(text)
                .filter(digits -> NUMBER.matcher(digits).matches())
                .map(Integer::valueOf);
    }

    /** The revision that a spec is, by the key that we injected into it. */
    public static Optional<Integer> revisionOf(Fields spec) {
        return FlinkConfiguration.of(spec).value(REVISION).flatMap(RevisionKeys::revision);
    }

    /** A revision as it stands in ids and in messages: {@code r000002}. */
    public static String text(int revision) {
        return String.format(Locale.ROOT, "r%06d", revision);
    }
}
