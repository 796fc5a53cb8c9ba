package io.exactlyonce.operator.revision;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which revision a deployment is, and what we added to it, as our annotations record it.
 *
 * @param incarnation of the deployment
 * @param revision number of the spec as it stands
 * @param highest greatest number ever given out or written by hand, at least {@code revision}
 * @param injected what we added for this revision
 */
public record RevisionMark(
        Incarnation incarnation, int revision, int highest, InjectedBlock injected) {
    private static final int MOST_BY_HAND = 100;

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
        int given =
                deployment
                        .annotation(Annotations.HIGHEST_REVISION)
                        .flatMap(RevisionKeys::revision)
                        .orElse(revision.get());
        int highest =
                IntStream.concat(
                                IntStream.of(given, revision.get()),
                                writtenByHand(deployment, incarnation.get(), given))
                        .max()
                        .orElseThrow();
        InjectedBlock injected =
                deployment
                        .annotation(Annotations.INJECTED)
                        .map(InjectedBlock::parse)
                        .orElse(InjectedBlock.EMPTY);
        return Optional.of(new RevisionMark(incarnation.get(), revision.get(), highest, injected));
    }

    /**
     * While no webhook answers, people number revisions by themselves. A job may have run, or runs,
     * with such a prefix, so the next revision needs another. Far ahead is a slip or malice, and
     * must not use the numbers up.
     */
    private static IntStream writtenByHand(
            FlinkDeployment deployment, Incarnation incarnation, int given) {
        return Stream.of(deployment.spec(), deployment.status().reconciledSpec())
                .flatMap(spec -> FlinkConfiguration.of(spec).value(RevisionKeys.PREFIX).stream())
                .flatMap(prefix -> TransactionalIdPrefix.parse(prefix).stream())
                .filter(prefix -> prefix.namespace().equals(deployment.namespace()))
                .filter(prefix -> prefix.name().equals(deployment.name()))
                .filter(prefix -> prefix.incarnation().equals(incarnation))
                .mapToInt(TransactionalIdPrefix::revision)
                .filter(number -> number - given <= MOST_BY_HAND);
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
