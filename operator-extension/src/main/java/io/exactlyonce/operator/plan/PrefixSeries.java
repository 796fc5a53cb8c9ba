package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.ledger.History;
import io.exactlyonce.operator.ledger.RevisionRange;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.policy.PolicyReading;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The prefixes of all revisions of one incarnation: they differ in the number alone, so one that is
 * known gives every other.
 *
 * @param stem what all of them begin with; empty if it is not known
 * @param namespace of the deployment
 * @param name of the deployment
 * @param incarnation of the deployment
 */
record PrefixSeries(Optional<String> stem, String namespace, String name, Incarnation incarnation) {

    /**
     * The stem that is in use; the policy's only if none is, as it cannot be changed while it is
     * used.
     */
    static PrefixSeries of(
            FlinkDeployment deployment,
            Incarnation incarnation,
            History history,
            @Nullable PolicyLookup policy) {
        Optional<String> stem =
                Stream.of(
                                of(deployment.spec()).stream(),
                                of(deployment.status().reconciledSpec()).stream(),
                                history.revisions().stream().map(RevisionRecord::prefix))
                        .flatMap(prefixes -> prefixes)
                        .flatMap(prefix -> TransactionalIdPrefix.parse(prefix).stream())
                        .map(TransactionalIdPrefix::stem)
                        .findFirst();
        return new PrefixSeries(
                stem.or(() -> stem(policy)),
                deployment.namespace(),
                deployment.name(),
                incarnation);
    }

    /** The prefix that a spec sets. */
    static Optional<String> of(Fields spec) {
        return FlinkConfiguration.of(spec).value(RevisionKeys.PREFIX);
    }

    private static Optional<String> stem(@Nullable PolicyLookup policy) {
        return policy instanceof PolicyLookup.Found found
                        && found.reading() instanceof PolicyReading.Valid valid
                ? Optional.of(valid.policy().transactions().idStem())
                : Optional.empty();
    }

    /** Prefix of a revision; empty text if the stem is not known. */
    String prefix(int revision) {
        return stem.filter(
                        text ->
                                TransactionalIdPrefix.violations(text, namespace, name, revision)
                                        .isEmpty())
                .map(
                        text ->
                                new TransactionalIdPrefix(
                                                text, namespace, name, incarnation, revision)
                                        .format())
                .orElse("");
    }

    /** A revision of which only the number is known. */
    RevisionRecord unknown(int revision) {
        return RevisionRecord.unknown(revision, prefix(revision));
    }

    /**
     * The history with every number up to the highest given out. Of those that it does not hold
     * nothing is claimed: they may have been deployed while nobody looked.
     */
    History complete(History history, int highest) {
        if (known(history, highest) >= highest) {
            return history;
        }
        int inFull = highest - History.IN_FULL + 1;
        List<RevisionRange> earlier = new ArrayList<>(history.earlier());
        List<RevisionRecord> revisions = new ArrayList<>(history.revisions());
        for (int number = 1; number <= highest; number++) {
            if (history.knows(number)) {
                continue;
            }
            if (number < inFull) {
                earlier.add(new RevisionRange(number, number));
            } else {
                revisions.add(unknown(number));
            }
        }
        return new History(revisions, earlier);
    }

    private static long known(History history, int highest) {
        long inFull = history.revisions().stream().filter(it -> it.number() <= highest).count();
        return inFull
                + history.earlier().stream()
                        .mapToLong(range -> Math.min(range.to(), highest) - range.from() + 1L)
                        .filter(length -> length > 0)
                        .sum();
    }

    /** Whether a prefix is one of this series, or none that could tell. */
    boolean mayBeOurs(String prefix) {
        return TransactionalIdPrefix.parse(prefix)
                .map(
                        parsed ->
                                parsed.incarnation().equals(incarnation)
                                        && parsed.namespace().equals(namespace)
                                        && parsed.name().equals(name))
                .orElse(true);
    }
}
