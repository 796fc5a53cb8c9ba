package io.exactlyonce.operator.plan.condition;

import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.Assessment;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where a deployment lacks what admission would have given it, or breaks a rule. */
public final class Protection {
    private static final int SHOWN = 8;

    private Protection() {}

    /** Gaps, one sentence each; empty if there is none. */
    public static List<String> gaps(
            FlinkDeployment deployment,
            Optional<RevisionMark> mark,
            Ledger ledger,
            Assessment assessment) {
        List<String> gaps = new ArrayList<>();
        if (mark.isEmpty() && assessment.completionPlan().isEmpty()) {
            gaps.add(
                    "The deployment bears no revision: it was written past the webhook, and its"
                            + " transactional ids may collide. Apply it again with the webhook"
                            + " running.");
        }
        mark.ifPresent(known -> gaps.addAll(changed(deployment, known)));
        String uid = ledger.identity().uid();
        if (mark.isPresent() && !uid.isEmpty() && !deployment.uid().orElse(uid).equals(uid)) {
            gaps.add(
                    "The deployment carries the incarnation of a deleted one: it would use its"
                            + " transactional ids. Remove the annotations exactlyonce.io/* from the"
                            + " manifest and create it with the webhook running.");
        }
        if (assessment.completionPlan().orElse(null) instanceof AdmissionPlan.Refuse refuse) {
            refuse.violations().stream().map(Violation::message).forEach(gaps::add);
        }
        assessment.violations().stream().map(Violation::message).forEach(gaps::add);
        return List.copyOf(gaps);
    }

    private static List<String> changed(FlinkDeployment deployment, RevisionMark mark) {
        InjectedBlock block = mark.injected();
        if (block.entries().isEmpty()) {
            return List.of(
                    "Nothing was added for revision "
                            + mark.revision()
                            + ", as when EO1404 is accepted while there is no policy: what makes it"
                            + " exactly-once is missing. Create the policy if there is none, then"
                            + " set annotation exactlyonce.io/adopt-policy to a new value.");
        }
        List<String> keys =
                block.entries().keySet().stream()
                        .filter(key -> !block.standsIn(deployment.spec(), key))
                        .toList();
        List<String> gaps = new ArrayList<>();
        if (!keys.isEmpty()) {
            gaps.add(
                    shown(keys)
                            + " no longer as injected for revision "
                            + mark.revision()
                            + ": it was changed past the webhook. Apply the manifest again with the"
                            + " webhook running.");
        }
        Optional<Integer> configured = RevisionKeys.revisionOf(deployment.spec());
        if (keys.isEmpty() && !configured.equals(Optional.of(mark.revision()))) {
            gaps.add(
                    "spec.flinkConfiguration[\""
                            + RevisionKeys.REVISION
                            + "\"] is "
                            + configured.map(String::valueOf).orElse("absent")
                            + ", the annotation says "
                            + mark.revision()
                            + ": the running job could not be told from another revision. Apply the"
                            + " manifest again with the webhook running.");
        }
        return gaps;
    }

    /** Keys of which the policy would today have us inject something else. */
    static List<String> drift(RevisionMark mark, Assessment assessment) {
        if (assessment.injectedToday().isEmpty()) {
            return List.of();
        }
        Map<String, String> now = assessment.injectedToday().get().entries();
        Map<String, String> then = mark.injected().entries();
        TreeMap<String, String> all = new TreeMap<>(then);
        all.putAll(now);
        return all.keySet().stream()
                .filter(key -> !now.getOrDefault(key, "").equals(then.getOrDefault(key, "")))
                .toList();
    }

    /** The first few, then how many more. */
    static String shown(List<String> keys) {
        String text = String.join(", ", keys.subList(0, Math.min(SHOWN, keys.size())));
        int more = keys.size() - SHOWN;
        return text
                + (more > 0 ? " and " + more + " more" : "")
                + (keys.size() == 1 ? " is" : " are");
    }
}
