package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import java.util.Optional;

/**
 * What a stored object continues. Marks on an object are believed only if they can be its own:
 * without a label it was written past us, and may be a copy of another object or of a lost one,
 * whose transactional ids it must not go on with.
 *
 * @param mark the revision the object was marked with last
 * @param isInterrupted whether its spec was changed past us since: its number then stands for two
 *     specs, and must not be kept
 */
public record Provenance(RevisionMark mark, boolean isInterrupted) {

    static Optional<Provenance> of(FlinkDeployment stored) {
        Optional<RevisionMark> mark = RevisionMark.of(stored).filter(found -> fits(found, stored));
        if (stored.policyName().isPresent()) {
            return mark.map(own -> new Provenance(own, false));
        }
        String released = stored.annotation(Annotations.RELEASED).orElse("");
        return mark.filter(own -> released.startsWith(stored.uid().orElse("") + "/"))
                .filter(own -> own.injected().value(RevisionKeys.REVISION).isPresent())
                .filter(own -> stored.annotation(Annotations.HIGHEST_REVISION).isPresent())
                .map(own -> new Provenance(own, !released.equals(release(stored))));
    }

    /** Value of {@link Annotations#RELEASED} for an object that is opted out as it is stored. */
    static String release(FlinkDeployment stored) {
        return stored.uid().orElse("") + "/" + stored.generation();
    }

    /** A prefix names its object and number: another one was copied, or written by hand. */
    public static boolean fits(RevisionMark mark, FlinkDeployment stored) {
        return mark.injected()
                .value(RevisionKeys.PREFIX)
                .flatMap(TransactionalIdPrefix::parse)
                .map(
                        prefix ->
                                prefix.namespace().equals(stored.namespace())
                                        && prefix.name().equals(stored.name())
                                        && prefix.incarnation().equals(mark.incarnation())
                                        && prefix.revision() == mark.revision())
                .orElse(true);
    }
}
