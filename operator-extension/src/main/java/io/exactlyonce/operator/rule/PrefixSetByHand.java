package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * EO1301. H6 to H8 and H11: a prefix is safe only if it is new for every revision, terminated, and
 * written down before it is used. One set by hand stays the same over all revisions.
 */
final class PrefixSetByHand implements Rule {
    /** What each key is for, to say so. */
    private static final Map<String, String> OURS =
            Map.of(
                    RevisionKeys.PREFIX,
                    "every revision then uses the same transactional ids, so an old attempt that is"
                            + " still alive and the new one abort each other's transactions",
                    RevisionKeys.REVISION,
                    "the number tells which revision is live, and so whose transactions may be"
                            + " ended; a wrong one lets those of the running job be ended");

    @Override
    public Code code() {
        return Code.PREFIX_SET_BY_HAND;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        InjectedBlock injected =
                RevisionMark.of(input.proposal().after())
                        .map(RevisionMark::injected)
                        .orElse(InjectedBlock.EMPTY);
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        return Stream.of(RevisionKeys.PREFIX, RevisionKeys.REVISION)
                .flatMap(key -> configuration.found(key).stream())
                .filter(setting -> !isOurs(setting, injected))
                .map(
                        setting ->
                                setting.violation(
                                        code(),
                                        ", set by hand",
                                        OURS.getOrDefault(setting.key(), ""),
                                        "Remove it: it is added for every revision anew"))
                .toList();
    }

    private static boolean isOurs(Observed setting, InjectedBlock injected) {
        return injected.value(setting.key()).equals(Optional.of(setting.value()));
    }
}
