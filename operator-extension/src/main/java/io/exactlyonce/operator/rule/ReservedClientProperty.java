package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import java.util.List;

/**
 * EO1502. H18 among others: what the guarantee is made of. The job refuses it too, a minute later
 * and in its log; see {@link ClientProperty}.
 */
final class ReservedClientProperty implements Rule {

    @Override
    public Code code() {
        return Code.RESERVED_CLIENT_PROPERTY;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        return ClientProperty.ALL.stream()
                .flatMap(
                        property ->
                                property.scope()
                                        .keys(property.name())
                                        .flatMap(key -> configuration.found(key).stream())
                                        .filter(
                                                setting ->
                                                        !property.harmless()
                                                                .contains(setting.value()))
                                        .map(
                                                setting ->
                                                        setting.violation(
                                                                code(),
                                                                property.reason(),
                                                                property.fix())))
                .toList();
    }
}
