package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What really happened, by incarnation and revision: more than anybody in the run can see. */
final class Truth {

    /**
     * A job that was started.
     *
     * @param version of the API server then
     */
    record Start(JobManager.Job job, long version) {}

    /** One revision of one incarnation. */
    record Revision(String incarnation, int number) {}

    private final Map<Revision, List<Start>> starts = new HashMap<>();
    private final Map<Revision, Set<String>> parallelisms = new HashMap<>();
    private final Map<String, Integer> highest = new HashMap<>();

    /** An object as it was stored, by whomever. */
    void stored(FlinkDeployment deployment) {
        Optional<RevisionMark> mark = RevisionMark.of(deployment);
        if (mark.isEmpty()) {
            return;
        }
        String incarnation = mark.get().incarnation().value();
        highest.merge(incarnation, mark.get().highest(), Math::max);
        remember(new Revision(incarnation, mark.get().revision()), deployment.spec());
    }

    void started(Fields spec, JobManager.Job job, long version) {
        Optional<Revision> revision = revision(spec);
        revision.ifPresent(
                it -> {
                    starts.computeIfAbsent(it, any -> new ArrayList<>())
                            .add(new Start(job, version));
                    remember(it, spec);
                });
    }

    private void remember(Revision revision, Fields spec) {
        parallelisms
                .computeIfAbsent(revision, any -> new HashSet<>())
                .add(spec.text("job", "parallelism").orElse("0"));
    }

    private static Optional<Revision> revision(Fields spec) {
        return Optional.ofNullable(UpstreamDiff.flat(spec).get(Invariants.PREFIX_KEY))
                .flatMap(TransactionalIdPrefix::parse)
                .map(prefix -> new Revision(prefix.incarnation().value(), prefix.revision()));
    }

    List<Start> starts(Revision revision) {
        return starts.getOrDefault(revision, List.of());
    }

    Set<String> parallelisms(Revision revision) {
        return parallelisms.getOrDefault(revision, Set.of());
    }

    int highest(String incarnation) {
        return highest.getOrDefault(incarnation, 0);
    }
}
