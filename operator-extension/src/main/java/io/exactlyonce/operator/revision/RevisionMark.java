package io.exactlyonce.operator.revision;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import java.util.Optional;

/**
 * Which revision a deployment is, and what we added to it, as our annotations record it.
 *
 * @param incarnation of the deployment
 * @param revision number of the spec as it stands
 * @param highest greatest number ever given out, at least {@code revision}
 * @param injected what we added for this revision
 */
public record RevisionMark(
        Incarnation incarnation, int revision, int highest, InjectedBlock injected) {

    /** Empty if the deployment bears no readable mark of ours. */
    public static Optional<RevisionMark> of(FlinkDeployment deployment) {
        Optional<Incarnation> incarnation =
                deployment
                        .annotation(Annotations.INCARNATION)
                        .filter(Incarnation::isValid)
                        .map(Incarnation::new);
        Optional<Integer> revision =
                deployment.annotation(Annotations.REVISION).flatMap(RevisionKeys::revision);
        if (incarnation.isEmpty() || revision.isEmpty()) {
            return Optional.empty();
        }
        int highest =
                deployment
                        .annotation(Annotations.HIGHEST_REVISION)
                        .flatMap(RevisionKeys::revision)
                        .orElse(revision.get());
        InjectedBlock injected =
                deployment
                        .annotation(Annotations.INJECTED)
                        .map(InjectedBlock::parse)
                        .orElse(InjectedBlock.EMPTY);
        return Optional.of(
                new RevisionMark(
                        incarnation.get(),
                        revision.get(),
                        Math.max(highest, revision.get()),
                        injected));
    }

    /** The same with other entries. */
    public RevisionMark with(InjectedBlock block) {
        return new RevisionMark(incarnation, revision, highest, block);
    }

    /** The revision after the highest, still without entries. */
    public RevisionMark next() {
        return new RevisionMark(incarnation, highest + 1, highest + 1, InjectedBlock.EMPTY);
    }

    /** The object with our annotations set to this mark. */
    public Fields writeTo(Fields object) {
        return object.with(incarnation.value(), path(Annotations.INCARNATION))
                .with(Integer.toString(revision), path(Annotations.REVISION))
                .with(Integer.toString(highest), path(Annotations.HIGHEST_REVISION))
                .with(injected.format(), path(Annotations.INJECTED));
    }

    /** Path of an annotation in an object. */
    public static String[] path(String annotation) {
        return new String[] {"metadata", "annotations", annotation};
    }
}
