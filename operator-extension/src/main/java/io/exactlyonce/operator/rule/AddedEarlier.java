package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.revision.RevisionMark;
import java.util.Optional;

/**
 * The remedy where a value no longer fits the policy. What we added ourselves is in no file of the
 * user, so nobody can remove it; and while the job uses it, only a revision can change it.
 */
final class AddedEarlier {
    private static final String ADOPT =
            "It was added as the policy was then: set annotation exactlyonce.io/adopt-policy to a"
                    + " new value, which opens a revision with the policy's, or take the change of"
                    + " the policy back";

    private AddedEarlier() {}

    /** What to do about a setting: the words given, unless the value is one that we added. */
    static String fix(RuleInput input, Observed setting, String ofTheUsers) {
        boolean ours =
                RevisionMark.of(input.proposal().after())
                        .flatMap(mark -> mark.injected().value(setting.key()))
                        .equals(Optional.of(setting.value()));
        return ours ? ADOPT : ofTheUsers;
    }
}
