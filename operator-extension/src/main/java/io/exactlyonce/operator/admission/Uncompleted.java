package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.plan.FieldChange;
import io.exactlyonce.operator.plan.FieldDiff;
import io.exactlyonce.operator.revision.Annotations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why what is about to be stored is not complete. API servers ask about a write that changes
 * nothing of ours only once other webhooks have changed it, and then no more to complete it: that
 * has another remedy than a webhook that undoes what was completed.
 */
final class Uncompleted {
    /** Fields named in a message; a pod template has hundreds. */
    private static final int NAMED = 5;

    private static final String LABEL = FlinkDeployment.POLICY_LABEL;
    private static final String DOMAIN = "exactlyonce.io/";

    private static final String IF_NOT_RUN =
            "the mutating webhook of the exactly-once operator did not run: look at kubectl get"
                    + " mutatingwebhookconfigurations.";

    private Uncompleted() {}

    /**
     * What to tell who wrote it.
     *
     * @param stored null for a write that creates
     * @param differences paths of fields that are not as they have to be, at least one
     */
    static String message(
            FlinkDeployment written, @Nullable FlinkDeployment stored, List<String> differences) {
        List<String> changed = stored == null ? List.of() : changed(stored, written);
        boolean unasked =
                stored == null
                        ? written.annotation(Annotations.INCARNATION).isEmpty()
                        : !changed.isEmpty() && differences.stream().noneMatch(changed::contains);
        return unasked ? unasked(changed, differences) : altered(differences);
    }

    /** What of a write anybody here answers for. */
    private static List<String> changed(FlinkDeployment stored, FlinkDeployment written) {
        return FieldDiff.between(ours(stored), ours(written)).stream()
                .map(FieldChange::path)
                .toList();
    }

    private static Fields ours(FlinkDeployment deployment) {
        Map<String, Object> annotations = new LinkedHashMap<>();
        deployment.object().object("metadata", "annotations").values().entrySet().stream()
                .filter(annotation -> annotation.getKey().startsWith(DOMAIN))
                .forEach(annotation -> annotations.put(annotation.getKey(), annotation.getValue()));
        Fields ours =
                Fields.EMPTY
                        .with(deployment.spec().values(), "spec")
                        .with(annotations, "metadata", "annotations");
        return deployment
                .policyName()
                .map(name -> ours.with(name, "metadata", "labels", FlinkDeployment.POLICY_LABEL))
                .orElse(ours);
    }

    private static String unasked(List<String> changed, List<String> differences) {
        boolean creates = changed.isEmpty();
        return "the object was not completed: it lacks "
                + names(differences)
                + ", without which exactly-once is not safe"
                + (creates ? "" : " once " + names(changed) + " changes")
                + ". Either another mutating webhook "
                + (creates ? "put the label " + LABEL + " on" : "made the change")
                + ", in a write that did not concern the exactly-once operator before, so that"
                + " nobody asked it to complete the object: then "
                + (creates
                        ? "put the label into the manifest"
                        : "have that webhook leave FlinkDeployments with the label "
                                + LABEL
                                + " alone, or put its change into the manifest, or have the"
                                + " operator asked about every write (Helm value"
                                + " webhook.matchConditions: never)")
                + ". Or "
                + IF_NOT_RUN;
    }

    private static String altered(List<String> differences) {
        return "the object is not as it was completed, it differs in "
                + String.join(", ", differences)
                + ": without them exactly-once is not safe. Either another webhook changed them,"
                + " which then has to leave them alone, or "
                + IF_NOT_RUN
                + " If the policy was edited at the same moment, try again.";
    }

    private static String names(List<String> paths) {
        String named = paths.stream().limit(NAMED).collect(Collectors.joining(", "));
        return paths.size() > NAMED ? named + " and " + (paths.size() - NAMED) + " more" : named;
    }
}
