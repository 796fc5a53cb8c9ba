package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.RevisionKeys;
import java.util.List;
import java.util.Optional;

/**
 * EO1303. H8 and H11: equal prefixes fence each other, and of two of which one is the start of the
 * other, recovery with POOLING aborts the longer one's transactions ({@code startsWith} without a
 * delimiter; reproduced).
 */
final class PrefixClash implements Rule {

    @Override
    public Code code() {
        return Code.PREFIX_CLASH;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        Optional<Observed> own =
                EffectiveConfiguration.of(input)
                        .found(RevisionKeys.PREFIX)
                        .filter(setting -> !setting.value().isEmpty());
        return own.flatMap(setting -> clash(setting, input)).stream().toList();
    }

    private Optional<Violation> clash(Observed own, RuleInput input) {
        return Overlap.of(
                        input.surroundings().neighbours().withPrefixLike(own.value()).stream()
                                .filter(neighbour -> StorageShared.isOther(neighbour, input)))
                .map(
                        overlap ->
                                own.violation(
                                        code(),
                                        ", and "
                                                + overlap.who()
                                                + " uses "
                                                + Shown.of(overlap.first().prefix())
                                                + overlap.others(),
                                        "one is the start of the other, so the two jobs abort each"
                                                + " other's transactions, pending commits included",
                                        "Remove it: then a prefix that no other job can have is"
                                                + " added"));
    }
}
