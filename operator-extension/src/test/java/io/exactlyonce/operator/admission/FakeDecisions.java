package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.plan.admission.FieldDiff;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.admission.ScalePlanner;
import io.exactlyonce.operator.plan.admission.ScaleRequest;
import io.exactlyonce.operator.policy.AcknowledgedRisk;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.rule.Surroundings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Adds a prefix with the incarnation and our marks; refuses an image named "unsafe" for two
 * reasons, breaks on "broken" and waits on "slow".
 */
final class FakeDecisions implements Decisions {
    static final String PREFIX_KEY = "exactly-once.sink.transactional-id-prefix";
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch leave = new CountDownLatch(1);
    volatile @Nullable AdmissionRequest last;

    @Override
    public AdmissionPlan write(
            AdmissionRequest request, PolicyLookup policy, Surroundings surroundings) {
        last = request;
        return switch (request.object().spec().text("image").orElse("")) {
            case "unsafe" ->
                    new AdmissionPlan.Refuse(
                            List.of(
                                    violation(Code.CHECKPOINTING_OFF),
                                    violation(Code.STATELESS_UPGRADE)));
            case "broken" -> throw new IllegalStateException("a bug");
            case "slow" -> slow(request);
            case "boring" -> new AdmissionPlan.Pass("nothing to do");
            default -> completed(request);
        };
    }

    private AdmissionPlan slow(AdmissionRequest request) {
        entered.countDown();
        try {
            leave.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return completed(request);
    }

    private static AdmissionPlan completed(AdmissionRequest request) {
        Incarnation incarnation =
                request.oldObject()
                        .flatMap(RevisionMark::of)
                        .map(RevisionMark::incarnation)
                        .orElseGet(() -> Incarnation.of(request.uid()));
        InjectedBlock block =
                InjectedBlock.of(Map.of(PREFIX_KEY, "eo1.ns.orders." + incarnation + ".r000001."));
        RevisionMark mark = new RevisionMark(incarnation, 1, 1, block);
        Fields object = request.object().object();
        Fields completed = mark.writeTo(object.with(block.addTo(object.object("spec")), "spec"));
        return new AdmissionPlan.Admit(
                completed,
                mark,
                FieldDiff.between(object, completed),
                List.of(),
                List.of("a warning\nof two lines"));
    }

    @Override
    public AdmissionPlan scale(ScaleRequest request, List<AcknowledgedRisk> risks) {
        return new ScalePlanner().plan(request, risks);
    }

    private static Violation violation(Code code) {
        return new Violation(code, "spec.field", "5 ms", "it endangers records", "Write 10 ms");
    }
}
