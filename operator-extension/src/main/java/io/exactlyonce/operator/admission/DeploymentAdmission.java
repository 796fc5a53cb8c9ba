package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.manifest.DeploymentReader;
import io.exactlyonce.operator.plan.AdmissionPlan;
import io.exactlyonce.operator.plan.PolicyLookup;
import io.exactlyonce.operator.plan.ScaleRequest;
import io.exactlyonce.operator.policy.AcknowledgedRisk;
import io.exactlyonce.operator.policy.PolicyReading;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.settings.OperatorSettings.Watch;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.javaoperatorsdk.webhook.admission.AdmissionRequestHandler;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observe, plan, answer. Nothing is written anywhere, so a dry run is a run; and whatever goes
 * wrong, the answer is a refusal.
 */
final class DeploymentAdmission implements AdmissionRequestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentAdmission.class);
    private static final String DEPLOYMENTS = "flinkdeployments";
    private static final String SCALE = "scale";

    /** Which of the two calls of the API server is answered. */
    enum Phase {
        /** Completes; other webhooks may come after it. */
        MUTATE,
        /** Judges what is really to be stored. */
        VALIDATE
    }

    private final Phase phase;
    private final Decisions decisions;
    private final KubernetesPort kubernetes;
    private final Watch watch;

    DeploymentAdmission(Phase phase, Decisions decisions, KubernetesPort kubernetes, Watch watch) {
        this.phase = phase;
        this.decisions = decisions;
        this.kubernetes = kubernetes;
        this.watch = watch;
    }

    @Override
    public AdmissionResponse handle(AdmissionRequest request) {
        try {
            return judge(request);
        } catch (UnavailableException e) {
            LOG.warn("event=unavailable {}", place(request), e);
            return Answers.unavailable(e.what());
        } catch (RuntimeException e) {
            LOG.error("event=failed {}", place(request), e);
            return Answers.failed(request.getUid());
        }
    }

    private AdmissionResponse judge(AdmissionRequest request) {
        boolean writes = List.of("CREATE", "UPDATE").contains(request.getOperation());
        if (!writes) {
            return Answers.allowed();
        }
        if (!request.getResource().getResource().equals(DEPLOYMENTS)) {
            return Foreigner.answer(request, object(request), stored(request));
        }
        return switch (request.getSubResource()) {
            case "" -> deployment(request);
            case SCALE -> scale(request);
            default -> Answers.allowed();
        };
    }

    private AdmissionResponse deployment(AdmissionRequest request) {
        FlinkDeployment stored =
                request.getOperation().equals("UPDATE")
                        ? DeploymentReader.read(stored(request))
                        : null;
        FlinkDeployment written =
                stored == null
                        ? DeploymentReader.read(inNamespace(request))
                        : DeploymentReader.read(inNamespace(request), stored);
        boolean ours =
                written.policyName().isPresent()
                        || (stored != null && stored.policyName().isPresent());
        if (!ours || written.isBeingDeleted()) {
            return Answers.allowed();
        }
        if (!watch.covers(request.getNamespace())) {
            return unwatched(request);
        }
        var question =
                new io.exactlyonce.operator.plan.AdmissionRequest(
                        request.getUid(), written, stored);
        AdmissionPlan plan =
                decisions.write(question, policy(written), kubernetes.surroundings(question));
        return answer(request, question, plan);
    }

    private AdmissionResponse answer(
            AdmissionRequest request,
            io.exactlyonce.operator.plan.AdmissionRequest question,
            AdmissionPlan plan) {
        if (plan instanceof AdmissionPlan.Refuse refusal) {
            LOG.info(
                    "event=refused {} codes={}",
                    place(request),
                    refusal.violations().stream().map(v -> v.code().id()).distinct().toList());
            return Answers.refused(refusal.violations());
        }
        if (plan instanceof AdmissionPlan.Admit admission) {
            return phase == Phase.MUTATE
                    ? completed(request, admission)
                    : confirmed(request, question, admission);
        }
        return Answers.allowed();
    }

    private static AdmissionResponse completed(
            AdmissionRequest request, AdmissionPlan.Admit admission) {
        LOG.info(
                "event=admitted {} incarnation={} revision={} added={} accepted={}",
                place(request),
                admission.mark().incarnation(),
                admission.mark().revision(),
                admission.added().size(),
                admission.accepted().stream().map(v -> v.code().id()).distinct().toList());
        List<String> warnings = new ArrayList<>(admission.warnings());
        // Short: an API server cuts warnings at 256 characters each, 4,096 in all.
        admission.accepted().stream()
                .map(Violation::code)
                .distinct()
                .map(code -> code.id() + " is accepted: " + code.title())
                .forEach(warnings::add);
        return Answers.patched(object(request), admission.object(), warnings);
    }

    private static AdmissionResponse confirmed(
            AdmissionRequest request,
            io.exactlyonce.operator.plan.AdmissionRequest question,
            AdmissionPlan.Admit admission) {
        FlinkDeployment written = question.object();
        List<String> differences = Untouched.differences(written, admission);
        if (differences.isEmpty()) {
            return Answers.allowed();
        }
        LOG.warn("event=altered {} fields={}", place(request), differences);
        return Answers.refused(Uncompleted.message(written, question.stored(), differences));
    }

    private AdmissionResponse scale(AdmissionRequest request) {
        Fields written = object(request);
        long replicas = written.number("spec", "replicas").orElse(0L);
        long before = stored(request).number("spec", "replicas").orElse(0L);
        if (replicas == before || !watch.covers(request.getNamespace())) {
            return Answers.allowed();
        }
        FlinkDeployment target =
                kubernetes.deployment(request.getNamespace(), request.getName()).orElse(null);
        List<AcknowledgedRisk> risks =
                target != null && target.policyName().isPresent()
                        ? risks(policy(target))
                        : List.of();
        AdmissionPlan plan = decisions.scale(new ScaleRequest(replicas, before, target), risks);
        return plan instanceof AdmissionPlan.Refuse refusal
                ? Answers.refused(refusal.violations())
                : Answers.allowed();
    }

    private PolicyLookup policy(FlinkDeployment deployment) {
        return deployment
                .policyName()
                .map(name -> kubernetes.policy(deployment.namespace(), name))
                .orElseGet(() -> new PolicyLookup.Missing(""));
    }

    private static List<AcknowledgedRisk> risks(PolicyLookup lookup) {
        return lookup instanceof PolicyLookup.Found found
                        && found.reading() instanceof PolicyReading.Valid valid
                ? valid.policy().acknowledgedRisks()
                : List.of();
    }

    private AdmissionResponse unwatched(AdmissionRequest request) {
        return Answers.refused(
                "namespace "
                        + request.getNamespace()
                        + " is not looked after by this exactly-once operator (it watches "
                        + String.join(", ", watch.namespaces())
                        + "): nobody would keep the deployment safe. Remove the label "
                        + FlinkDeployment.POLICY_LABEL
                        + ", or add the namespace to watch.namespaces.");
    }

    /** The server names the namespace before admission, but need not do so in the object. */
    private static Fields inNamespace(AdmissionRequest request) {
        Fields object = object(request);
        return object.has("metadata", "namespace")
                ? object
                : object.with(request.getNamespace(), "metadata", "namespace");
    }

    private static Fields object(AdmissionRequest request) {
        return ((RawObject) request.getObject()).fields();
    }

    private static Fields stored(AdmissionRequest request) {
        return ((RawObject) request.getOldObject()).fields();
    }

    private static String place(AdmissionRequest request) {
        return "request=%s operation=%s namespace=%s name=%s dryRun=%s"
                .formatted(
                        request.getUid(),
                        request.getOperation(),
                        request.getNamespace(),
                        request.getName(),
                        request.getDryRun());
    }
}
