package io.exactlyonce.operator.plan;

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
            return with(request, step, step.mark().injected());
        }
        FlinkDeployment written = request.object();
        Subject subject =
                new Subject(
                        written.namespace(),
                        written.name(),
                        step.mark().incarnation(),
                        step.mark().revision());
        return with(request, step, injection.block(subject, step.userSpec()));
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

    Fields object() {
        return deployment.object();
    }
}
