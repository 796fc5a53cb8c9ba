package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.revision.InjectedBlock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether a user's spec leaves a key open, by any of the key's names. Settings that only make sense
 * together are left alone as soon as the user has set one of them: our heartbeat timeout below the
 * user's interval would let every TaskManager die.
 */
final class Absence implements Predicate<String> {
    private static final List<String> GROUPS = List.of("restart-strategy", "heartbeat.");

    private final Fields userSpec;
    private final FlinkConfiguration configuration;

    Absence(Fields userSpec) {
        this.userSpec = userSpec;
        this.configuration = FlinkConfiguration.of(userSpec);
    }

    @Override
    public boolean test(String key) {
        if (key.equals(InjectedBlock.UPGRADE_MODE)) {
            return !userSpec.has("job", "upgradeMode");
        }
        Optional<String> group = GROUPS.stream().filter(key::startsWith).findFirst();
        if (group.isPresent()) {
            String start = group.get();
            return configuration.entries().keySet().stream()
                    .noneMatch(own -> own.startsWith(start));
        }
        return FlinkKey.named(key)
                .map(option -> configuration.setting(option).isEmpty())
                .orElseGet(() -> configuration.value(key).isEmpty());
    }
}
