package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;

/**
 * A write made complete.
 *
 * @param deployment as it is to be stored
 * @param mark the revision it is, with what was added for it
 */
record Completion(FlinkDeployment deployment, RevisionMark mark) {

    static Completion of(AdmissionRequest request, Succession.Step step, Injection injection) {
        if (step.keepsAdditions()) {
            return keeping(request, step);
        }
        FlinkDeployment written = request.object();
        Subject subject =
                new Subject(
                        written.namespace(),
                        written.name(),
                        step.mark().incarnation(),
                        step.mark().revision());
        InjectedBlock block = injection.block(subject, step.userSpec());
        return with(
                request, step, SavepointFormat.fitting(block, deployed(request), step.userSpec()));
    }

    private static Fields deployed(AdmissionRequest request) {
        return request.oldObject()
                .map(stored -> stored.status().reconciledSpec())
                .orElse(Fields.EMPTY);
    }

    /** What was added stays; nothing of it depends on the policy as it is today. */
    static Completion keeping(AdmissionRequest request, Succession.Step step) {
        InjectedBlock open = Injection.ignoredByUpstream(step.userSpec());
        return with(
                request,
                step,
                step.mark().injected().and(open.only(key -> isLeftOpenNow(request, key))));
    }

    /**
     * A value of the user's own that this write takes away. Upstream does not restart the job for
     * such a key, so no revision is opened; but its default below is not the safe value.
     */
    private static boolean isLeftOpenNow(AdmissionRequest request, String key) {
        return request.oldObject()
                .filter(stored -> !new Absence(stored.spec()).test(key))
                .isPresent();
    }

    static Completion with(AdmissionRequest request, Succession.Step step, InjectedBlock block) {
        RevisionMark mark = step.mark().with(block);
        Fields object =
                mark.writeTo(
                        Ownership.withoutMarks(request.object().object())
                                .with(block.addTo(step.userSpec()), "spec"));
        if (step.deployed().isPresent()) {
            object =
                    object.with(
                            step.deployed().get().format(),
                            RevisionMark.path(Annotations.DEPLOYED));
        }
        return new Completion(request.object().withObject(object), mark);
    }

    Completion withObject(Fields object) {
        return new Completion(deployment.withObject(object), mark);
    }

    Fields object() {
        return deployment.object();
    }
}
