package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
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
                        .found(JobKeys.TRANSACTIONAL_ID_PREFIX)
                        .filter(setting -> !setting.value().isEmpty());
        return own.map(setting -> clashes(setting, input)).orElse(List.of());
    }

    private List<Violation> clashes(Observed own, RuleInput input) {
        return input.surroundings().neighbours().withPrefixLike(own.value()).stream()
                .filter(neighbour -> StorageShared.isOther(neighbour, input))
                .map(
                        neighbour ->
                                own.violation(
                                        code(),
                                        ", and FlinkDeployment "
                                                + neighbour.namespace()
                                                + "/"
                                                + neighbour.name()
                                                + " uses "
                                                + Shown.of(neighbour.prefix()),
                                        "one is the start of the other, so the two jobs abort each"
                                                + " other's transactions, pending commits included",
                                        "Remove it: then a prefix that no other job can have is"
                                                + " added"))
                .toList();
    }
}
