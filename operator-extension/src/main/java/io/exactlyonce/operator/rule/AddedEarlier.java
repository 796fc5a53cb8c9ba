package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.revision.RevisionMark;
import java.util.Optional;

/**
 * The remedy where a value no longer fits the policy. What we added ourselves is in no file of the
 * user, so nobody can remove it; and while the job uses it, only a revision can change it.
 */
final class AddedEarlier {
    static final String ADOPT =
            "It was added as the policy was then: set annotation exactlyonce.io/adopt-policy to a"
                    + " new value, which opens a revision with the policy's, or take the change of"
                    + " the policy back";

    /** The state goes on where it was in the topics of the brokers before. */
    static final String ADOPT_IF_OFFSETS_HOLD =
            "It was added as the policy was then: take the change of the policy back or, if the"
                    + " offsets in the job's state hold at the policy's brokers too, set annotation"
                    + " exactlyonce.io/adopt-policy to a new value, which opens a revision with"
                    + " them";

    /** The last savepoint is written behind the old endpoint, and looked for behind the new one. */
    static final String ADOPT_IF_THE_SAME =
            "It was added as the policy was then: take the change of the policy back or, if the new"
                    + " endpoint leads to the same store, set annotation exactlyonce.io/adopt-policy"
                    + " to a new value, which opens a revision with it";

    private AddedEarlier() {}

    /** The second fix for a setting that we added, the first for the user's own. */
    static String fix(RuleInput input, Observed setting, String ofTheUsers, String ofOurs) {
        return RevisionMark.of(input.proposal().after())
                        .flatMap(mark -> mark.injected().value(setting.key()))
                        .equals(Optional.of(setting.value()))
                ? ofOurs
                : ofTheUsers;
    }
}
