package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.revision.SpecChange;
import io.exactlyonce.operator.rule.Moment;
import io.exactlyonce.operator.rule.Proposal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Violations that an edit of the policy has made, and the next revision unmakes. The values are
 * ours, and the job runs on with all of them as it was started: its guarantee does not rest on what
 * the policy says today, only what we can see of it does. Every other violation is one of the
 * deployment itself, also where it would be gone with the next revision: a timeout above what the
 * job's own brokers take by now fails its next start.
 */
final class Outdated {
    private static final Set<Code> OF_PLACES =
            EnumSet.of(
                    Code.OTHER_BROKERS,
                    Code.CHECKPOINT_STORAGE_OUTSIDE_POLICY,
                    Code.CREDENTIALS_MISSING);

    private Outdated() {}

    /**
     * Those among some violations.
     *
     * @param deployment as it is
     * @param today what would be added to the user's spec if the revision were opened now
     */
    static List<Violation> of(
            List<Violation> violations,
            FlinkDeployment deployment,
            InjectedBlock today,
            Terms terms) {
        if (violations.stream().noneMatch(it -> OF_PLACES.contains(it.code()))) {
            return List.of();
        }
        Set<Place> lasting =
                terms
                        .check(
                                new Proposal(
                                        Moment.OBSERVED,
                                        renewed(deployment, today),
                                        null,
                                        SpecChange.NONE))
                        .stream()
                        .map(Place::of)
                        .collect(Collectors.toSet());
        List<Violation> gone =
                violations.stream().filter(it -> !lasting.contains(Place.of(it))).toList();
        boolean elsewhere = gone.stream().anyMatch(it -> it.code() == Code.OTHER_BROKERS);
        return gone.stream()
                .filter(it -> OF_PLACES.contains(it.code()) || elsewhere && isOfBrokers(it))
                .toList();
    }

    /** Held against brokers that may be others than the job's: TimeoutsSafe tells which. */
    private static boolean isOfBrokers(Violation violation) {
        return violation.code() == Code.TRANSACTION_TIMEOUT_ABOVE_BROKER;
    }

    private static FlinkDeployment renewed(FlinkDeployment deployment, InjectedBlock today) {
        return RevisionMark.of(deployment)
                .map(
                        mark ->
                                deployment.withObject(
                                        mark.with(today)
                                                .writeTo(
                                                        deployment
                                                                .object()
                                                                .with(
                                                                        today.addTo(
                                                                                Ownership.userSpec(
                                                                                        deployment,
                                                                                        mark)),
                                                                        "spec"))))
                .orElse(deployment);
    }

    private record Place(Code code, String field) {
        static Place of(Violation violation) {
            return new Place(violation.code(), violation.field());
        }
    }
}
