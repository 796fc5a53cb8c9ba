package io.exactlyonce.operator.plan.scenario;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.manifest.DeploymentReader;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.AdmissionPlanner;
import io.exactlyonce.operator.plan.admission.AdmissionRequest;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.rule.Neighbour;
import io.exactlyonce.operator.rule.Surroundings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Asks the planner as the webhook does. */
final class Admission {
    private final AdmissionPlanner planner = new AdmissionPlanner();
    private final Function<String, Optional<Fields>> policies;

    Admission(Function<String, Optional<Fields>> policies) {
        this.policies = policies;
    }

    /** The view that the planner gets of an object. */
    static FlinkDeployment read(Fields object) {
        return DeploymentReader.read(object);
    }

    /** A uid that is the same in every run of a story. */
    static String uid(String seed) {
        return UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** The plan for what would be stored; {@code object} is the write's or one derived from it. */
    AdmissionPlan ask(Write write, Fields object, String uid, Step step) {
        FlinkDeployment written = read(object);
        AdmissionRequest request =
                new AdmissionRequest(
                        uid, written, write.stored().map(Admission::read).orElse(null));
        String policy =
                written.policyName()
                        .or(
                                () ->
                                        write.stored()
                                                .map(Admission::read)
                                                .flatMap(FlinkDeployment::policyName))
                        .orElse("");
        return planner.plan(request, lookup(policy), surroundings(step));
    }

    PolicyLookup lookup(String name) {
        return policies.apply(name)
                .<PolicyLookup>map(
                        policy ->
                                new PolicyLookup.Found(
                                        name, PolicyReader.read(policy), BrokerContract.of(policy)))
                .orElseGet(() -> new PolicyLookup.Missing(name));
    }

    /**
     * {@code surroundings: {nameTaken: true, plannedForks: […]}}; alone in the cluster otherwise.
     */
    private static Surroundings surroundings(Step step) {
        Fields given = step.surroundings();
        Set<String> plannedForks =
                given.list("plannedForks").stream()
                        .map(String::valueOf)
                        .collect(Collectors.toSet());
        List<Neighbour> neighbours =
                given.objects("neighbours").stream().map(Admission::neighbour).toList();
        Map<String, String> defaults = new TreeMap<>();
        Fields upstream = given.object("upstreamDefaults");
        for (String key : upstream.names()) {
            defaults.put(key, upstream.text(key).orElse(""));
        }
        return new Surroundings(neighbours, given.isTrue("nameTaken"), defaults, plannedForks);
    }

    private static Neighbour neighbour(Fields given) {
        return Neighbour.of(
                given.text("namespace").orElse("shop"),
                given.text("name").orElse(""),
                given.text("checkpointDirectory").orElse(""),
                given.text("highAvailabilityDirectory").orElse(""),
                given.text("prefix").orElse(""));
    }
}
