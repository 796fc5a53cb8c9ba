package io.exactlyonce.operator.cli;

import io.exactlyonce.operator.cli.Finding.Subject;
import io.exactlyonce.operator.cli.Finding.Verdict;
import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.manifest.DeploymentReader;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.AdmissionPlanner;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.policy.PolicyReading;
import io.exactlyonce.operator.rule.Acknowledgements;
import io.exactlyonce.operator.rule.Judgement;
import io.exactlyonce.operator.rule.Neighbour;
import io.exactlyonce.operator.rule.Surroundings;
import io.exactlyonce.operator.settings.UpstreamDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every object of some files judged as if all of them were created in a cluster that has nothing
 * else. Deployments are planned twice: alone, and then beside what the others would become.
 */
final class Verification {
    private final PolicyCatalogue policies;
    private final UpstreamDefaults defaults;
    private final AdmissionPlanner planner = AdmissionPlanner.ofFiles();

    Verification(PolicyCatalogue policies, UpstreamDefaults defaults) {
        this.policies = policies;
        this.defaults = defaults;
    }

    /** A deployment of ours, with a uid in place of a request's. */
    private record Candidate(Subject subject, FlinkDeployment deployment, String uid) {}

    /** One finding for each policy, FlinkDeployment and labelled resource of upstream's. */
    List<Finding> of(List<Manifest> manifests) {
        List<Finding> findings = new ArrayList<>();
        policies.all().forEach(policy -> findings.add(policy(policy)));
        List<Candidate> candidates = new ArrayList<>();
        for (Manifest manifest : manifests) {
            Optional<String> policy = manifest.policy();
            if (manifest.isDeployment() && policy.isPresent()) {
                candidates.add(candidate(manifest, policy.get(), candidates.size()));
            } else if (manifest.isDeployment()) {
                findings.add(finding(manifest, Verdict.NOT_OURS, notOurs(manifest)));
            } else {
                manifest.misplaced().ifPresent(found -> findings.add(refused(manifest, found)));
            }
        }
        findings.addAll(deployments(candidates));
        return findings;
    }

    /** The key of the label is easily taken for an annotation's, as our other keys are those. */
    private static Judgement notOurs(Manifest manifest) {
        return manifest.object().has("metadata", "annotations", FlinkDeployment.POLICY_LABEL)
                ? new Judgement(
                        List.of(),
                        List.of(),
                        List.of(
                                "metadata.annotations[\""
                                        + FlinkDeployment.POLICY_LABEL
                                        + "\"] is set, but it is a label that names the policy, so"
                                        + " nobody looks after this deployment. Move it to"
                                        + " metadata.labels"))
                : Judgement.NONE;
    }

    private Candidate candidate(Manifest manifest, String policy, int number) {
        String namespace =
                manifest.namespace().isEmpty()
                        ? policies.namespaceFor(policy)
                        : manifest.namespace();
        return new Candidate(
                new Subject(manifest, namespace, policy),
                DeploymentReader.read(manifest.object().with(namespace, "metadata", "namespace")),
                manifest.place() + " " + number);
    }

    private List<Finding> deployments(List<Candidate> candidates) {
        List<Neighbour> all = candidates.stream().map(this::neighbour).toList();
        NewIncarnations names =
                NewIncarnations.of(candidates.stream().map(Candidate::uid).toList());
        return candidates.stream()
                .map(candidate -> names.in(finding(candidate, plan(candidate, all))))
                .toList();
    }

    private Neighbour neighbour(Candidate candidate) {
        Fields object =
                plan(candidate, List.of()) instanceof AdmissionPlan.Admit admission
                        ? admission.object()
                        : candidate.deployment().object();
        return Neighbour.of(
                candidate.subject().namespace(),
                candidate.deployment().name(),
                object.object("spec"));
    }

    /** Neighbours may hold the deployment itself: the rules leave it out. */
    private AdmissionPlan plan(Candidate candidate, List<Neighbour> neighbours) {
        FlinkDeployment written = candidate.deployment();
        Surroundings surroundings =
                new Surroundings(
                        neighbours,
                        false,
                        defaults.of(written.namespace(), written.flinkVersion()),
                        Set.of());
        return planner.plan(
                new AdmissionRequest(candidate.uid(), written, null),
                lookup(candidate.subject()),
                surroundings);
    }

    private PolicyLookup lookup(Subject subject) {
        return policies.find(subject.namespace(), subject.policy())
                .<PolicyLookup>map(
                        policy ->
                                new PolicyLookup.Found(
                                        subject.policy(),
                                        PolicyReader.read(policy),
                                        BrokerContract.of(policy)))
                .orElseGet(() -> new PolicyLookup.Missing(subject.policy()));
    }

    private static Finding finding(Candidate candidate, AdmissionPlan plan) {
        if (plan instanceof AdmissionPlan.Refuse refusal) {
            return new Finding(
                    candidate.subject(),
                    Verdict.REFUSED,
                    List.of(),
                    new Judgement(refusal.violations(), List.of(), List.of()));
        }
        if (plan instanceof AdmissionPlan.Admit admission) {
            return new Finding(
                    candidate.subject(),
                    Verdict.FINE,
                    admission.added().stream()
                            .filter(change -> change.path().startsWith("spec."))
                            .toList(),
                    new Judgement(List.of(), admission.accepted(), admission.warnings()));
        }
        return new Finding(candidate.subject(), Verdict.FINE, List.of(), Judgement.NONE);
    }

    private static Finding policy(Manifest manifest) {
        if (PolicyReader.read(manifest.object()) instanceof PolicyReading.Valid valid) {
            List<String> warnings =
                    Acknowledgements.of(valid.policy().acknowledgedRisks(), Optional.empty())
                            .byPolicy()
                            .stream()
                            .map(Violation::message)
                            .toList();
            return finding(manifest, Verdict.FINE, new Judgement(List.of(), List.of(), warnings));
        }
        return refused(manifest, violations(manifest));
    }

    private static Violation[] violations(Manifest manifest) {
        PolicyReading reading = PolicyReader.read(manifest.object());
        return reading instanceof PolicyReading.Invalid invalid
                ? invalid.violations().stream()
                        .map(
                                found ->
                                        new Violation(
                                                Code.POLICY_INVALID,
                                                found.field(),
                                                found.observed(),
                                                found.reason(),
                                                found.fix()))
                        .toArray(Violation[]::new)
                : new Violation[0];
    }

    private static Finding refused(Manifest manifest, Violation... violations) {
        return finding(
                manifest,
                Verdict.REFUSED,
                new Judgement(List.of(violations), List.of(), List.of()));
    }

    private static Finding finding(Manifest manifest, Verdict verdict, Judgement judgement) {
        String namespace = manifest.namespace().isEmpty() ? "default" : manifest.namespace();
        return new Finding(new Subject(manifest, namespace, ""), verdict, List.of(), judgement);
    }
}
