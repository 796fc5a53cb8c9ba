package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * EO1214. H5: with it, state of an operator whose uid changed is dropped in silence; of a sink that
 * is the transactions it still has to commit, of a source its offsets.
 */
final class NonRestoredState implements Rule {
    private static final String REASON =
            "state that fits no operator is dropped without a word: transactions that a renamed sink"
                    + " still had to commit are lost, a renamed source reads its input again";
    private static final String FIX =
            "Set it to false or remove it; if an operator was removed on purpose and held neither"
                    + " source nor sink, accept it for that one change";

    @Override
    public Code code() {
        return Code.NON_RESTORED_STATE;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        List<Violation> found = new ArrayList<>();
        if (input.proposal().after().spec().isTrue("job", "allowNonRestoredState")) {
            found.add(new Violation(code(), "spec.job.allowNonRestoredState", "true", REASON, FIX));
        }
        // The field of the spec wins over the option where it is set (applyJobConfig).
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        if (!input.proposal().after().spec().has("job", "allowNonRestoredState")
                && configuration.flag(FlinkKey.IGNORE_UNCLAIMED_STATE, false)) {
            found.add(
                    configuration.violation(
                            code(), FlinkKey.IGNORE_UNCLAIMED_STATE, "", REASON, FIX));
        }
        lossyRecovery(configuration).forEach(found::add);
        return List.copyOf(found);
    }

    /** Options that have Flink leave out state of a snapshot on purpose (FLIP-135, FLINK-19681). */
    private Stream<Violation> lossyRecovery(EffectiveConfiguration configuration) {
        Stream<Observed> approximate =
                configuration.found(FlinkKey.APPROXIMATE_LOCAL_RECOVERY).stream()
                        .filter(
                                setting ->
                                        configuration.flag(
                                                FlinkKey.APPROXIMATE_LOCAL_RECOVERY, false));
        Stream<Observed> inFlight =
                configuration.found(FlinkKey.WITHOUT_CHANNEL_STATE).stream()
                        .filter(setting -> !setting.value().equals("-1"));
        return Stream.concat(approximate, inFlight)
                .map(
                        setting ->
                                setting.violation(
                                        code(),
                                        "after a failure Flink leaves out records that were on their"
                                                + " way, and they are lost without an error",
                                        "Remove it"));
    }
}
