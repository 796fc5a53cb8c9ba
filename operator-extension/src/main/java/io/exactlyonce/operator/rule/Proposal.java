package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.revision.SpecChange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is proposed, complete with everything we would add.
 *
 * @param moment when it is judged
 * @param after the deployment as it would be stored
 * @param previous the deployment as it is stored, status included; null unless {@code UPDATE}
 * @param change what upstream would do about the difference; NONE unless {@code UPDATE}
 */
public record Proposal(
        Moment moment,
        FlinkDeployment after,
        @Nullable FlinkDeployment previous,
        SpecChange change) {

    /** Present exactly for {@link Moment#UPDATE}. */
    public Optional<FlinkDeployment> before() {
        return Optional.ofNullable(previous);
    }
}
