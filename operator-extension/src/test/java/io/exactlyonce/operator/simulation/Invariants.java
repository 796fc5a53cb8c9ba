package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Watches every admission, every stored object and every job that is started. */
final class Invariants {
    static final String PREFIX_KEY = "flinkConfiguration.exactly-once.sink.transactional-id-prefix";

    /** A spec that upstream may act on, by what it is. */
    private record Exposed(Map<String, String> fingerprint, String where) {}

    private final Set<Map.Entry<List<String>, Object>> everInjected = new HashSet<>();
    private final Map<String, Exposed> byNumber = new HashMap<>();
    private final Map<String, Exposed> byPrefix = new HashMap<>();
    private final Map<String, String> deploymentOfPrefix = new HashMap<>();
    private final Tally tally;

    Invariants(Tally tally) {
        this.tally = tally;
    }

    /** Judges one answer: what it made of the write that it answers. */
    void admitted(AdmissionRequest request, Set<List<String>> claims, Fields answer) {
        Leaves written = ManagedFields.owned(request.object().object());
        Leaves stored = ManagedFields.owned(answer);
        for (Map.Entry<List<String>, Object> leaf : written.values().entrySet()) {
            boolean mayBeOurs = everInjected.contains(Map.entry(leaf.getKey(), leaf.getValue()));
            if (!isOurAnnotation(leaf.getKey()) && (!mayBeOurs || claims.contains(leaf.getKey()))) {
                Invariant.USER_VALUE_STAYS.require(
                        leaf.getValue().equals(stored.at(leaf.getKey())),
                        () -> leaf + " became " + stored.at(leaf.getKey()));
            }
        }
        for (List<String> path : stored.changedFrom(written)) {
            Invariant.ADDS_ONLY_WHAT_IS_OURS.require(mayBeAdded(path), path::toString);
            Object value = stored.at(path);
            if (value != null) {
                everInjected.add(Map.entry(path, value));
            }
        }
        keepsInjected(request, answer);
    }

    private static boolean isOurAnnotation(List<String> path) {
        return path.size() == 3 && Annotations.OURS.contains(path.get(2));
    }

    private static boolean mayBeAdded(List<String> path) {
        return isOurAnnotation(path)
                || path.equals(List.of("spec", "job", "upgradeMode"))
                || (path.size() == 3 && path.get(1).equals("flinkConfiguration"));
    }

    private static void keepsInjected(AdmissionRequest request, Fields answer) {
        Optional<RevisionMark> before = request.oldObject().flatMap(RevisionMark::of);
        FlinkDeployment after = request.object().withObject(answer);
        Optional<RevisionMark> now = RevisionMark.of(after);
        if (after.wantsSuspended()
                || before.isEmpty()
                || now.isEmpty()
                || !sameRevision(before.get(), now.get())) {
            return;
        }
        Map<String, String> flat = UpstreamDiff.flat(after.spec());
        before.get()
                .injected()
                .entries()
                .forEach(
                        (key, value) -> {
                            String[] path = InjectedBlock.path(key);
                            Optional<String> byUser = request.object().spec().text(path);
                            Optional<String> kept =
                                    Optional.ofNullable(flat.get(String.join(".", path)));
                            boolean overridden = byUser.isPresent() && !byUser.get().equals(value);
                            Invariant.INJECTED_CHANGES_WITH_REVISION_ONLY.require(
                                    now.get().injected().value(key).orElse(value).equals(value)
                                            && (kept.equals(Optional.of(value)) || overridden),
                                    () -> key + ": " + value + " became " + kept);
                        });
    }

    private static boolean sameRevision(RevisionMark one, RevisionMark other) {
        return one.incarnation().equals(other.incarnation()) && one.revision() == other.revision();
    }

    /** The answer sent once more, as a re-invocation does, gives the answer. */
    void idempotent(
            AdmissionRequest request,
            Fields answer,
            Function<AdmissionRequest, AdmissionPlan> planner) {
        AdmissionRequest again =
                new AdmissionRequest(
                        request.uid(),
                        request.object().withObject(answer),
                        request.oldObject().orElse(null));
        if (!request.object().claims().equals(again.object().claims())) {
            // Somebody took away live what a file still holds, and our value happens to be that of
            // the file: then it is the user's from the second call on.
            return;
        }
        AdmissionPlan plan = planner.apply(again);
        Invariant.IDEMPOTENT.require(
                !(plan instanceof AdmissionPlan.Refuse),
                () -> "a re-invocation is refused: " + plan);
        if (plan instanceof AdmissionPlan.Admit admit) {
            requireEqual("re-invocation", answer, admit.object());
        }
    }

    static void requireEqual(String what, Fields once, Fields twice) {
        Leaves first = Leaves.of(once.without("metadata", "managedFields"));
        Leaves second = Leaves.of(twice.without("metadata", "managedFields"));
        Invariant.IDEMPOTENT.require(
                first.equals(second),
                () ->
                        what
                                + " changed "
                                + second.changedFrom(first).stream()
                                        .map(
                                                path ->
                                                        path
                                                                + ": "
                                                                + first.at(path)
                                                                + " -> "
                                                                + second.at(path))
                                        .toList());
    }

    /** Judges what upstream may act on from now. */
    void stored(FlinkDeployment deployment) {
        if (deployment.policyName().isEmpty()
                || deployment.wantsSuspended()
                || deployment.isBeingDeleted()) {
            return;
        }
        Map<String, String> flat = UpstreamDiff.flat(deployment.spec());
        RequiredSettings.requireComplete(flat);
        Optional<RevisionMark> mark = RevisionMark.of(deployment);
        Invariant.COMPLETE.require(mark.isPresent(), () -> "no readable mark");
        tally.count(
                mark.get().revision() < mark.get().highest()
                        ? "revision given back"
                        : "revision stored");
        String number = mark.get().incarnation() + " revision " + mark.get().revision();
        requireSame(
                Invariant.NUMBER_BELONGS_TO_ONE_SPEC,
                byNumber,
                number,
                flat,
                "generation " + deployment.generation());
    }

    /** Judges a job that starts under our label. */
    void started(FlinkDeployment deployment, Fields spec) {
        tally.count("job started");
        Map<String, String> flat = UpstreamDiff.flat(spec);
        RequiredSettings.requireComplete(flat);
        String prefix = flat.getOrDefault(PREFIX_KEY, "");
        String uid = deployment.uid().orElse("");
        String other = deploymentOfPrefix.putIfAbsent(prefix, uid);
        Invariant.PREFIX_BELONGS_TO_ONE_DEPLOYMENT.require(
                other == null || other.equals(uid), () -> prefix + " of " + other + " and " + uid);
        requireSame(
                Invariant.PREFIX_BELONGS_TO_ONE_REVISION, byPrefix, prefix, flat, "job of " + uid);
    }

    private static void requireSame(
            Invariant invariant,
            Map<String, Exposed> known,
            String key,
            Map<String, String> flat,
            String where) {
        Map<String, String> fingerprint = UpstreamDiff.fingerprint(flat);
        Exposed first = known.putIfAbsent(key, new Exposed(fingerprint, where));
        if (first != null && !first.fingerprint().equals(fingerprint)) {
            Set<Map.Entry<String, String>> gone = new HashSet<>(first.fingerprint().entrySet());
            gone.removeAll(fingerprint.entrySet());
            Set<Map.Entry<String, String>> come = new HashSet<>(fingerprint.entrySet());
            come.removeAll(first.fingerprint().entrySet());
            invariant.require(
                    false,
                    () ->
                            key
                                    + " at "
                                    + first.where()
                                    + " has "
                                    + gone
                                    + ", at "
                                    + where
                                    + " has "
                                    + come);
        }
    }
}
