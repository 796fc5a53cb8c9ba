package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import java.util.Optional;

/** Keys by which a job, or the record of one, says which revision it is. */
final class JobKeys {
    static final String REVISION = "exactly-once.revision";
    static final String PREFIX = "exactly-once.sink.transactional-id-prefix";

    private JobKeys() {}

    /** A revision number as configurations carry it; empty for anything else. */
    static Optional<Integer> revision(String text) {
        return Optional.of(text)
                .filter(digits -> digits.matches("[1-9][0-9]{0,5}"))
                .map(Integer::valueOf);
    }

    /** The revision that a spec is, by the key that we injected into it. */
    static Optional<Integer> revisionOf(Fields spec) {
        return FlinkConfiguration.of(spec).value(REVISION).flatMap(JobKeys::revision);
    }
}
