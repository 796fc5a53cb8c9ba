package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.simulation.engine.Dice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One manifest as a team keeps it, with everything it ever was. */
final class GitRepository {
    private final List<Fields> commits = new ArrayList<>();

    GitRepository(String name) {
        commits.add(
                new Fields(
                        Map.of(
                                "apiVersion",
                                "flink.apache.org/v1beta1",
                                "kind",
                                "FlinkDeployment",
                                "metadata",
                                Map.of(
                                        "name",
                                        name,
                                        "namespace",
                                        Policies.NAMESPACE,
                                        "labels",
                                        Map.of(FlinkDeployment.POLICY_LABEL, Policies.NAME)),
                                "spec",
                                Map.of(
                                        "image",
                                        "shop:1",
                                        "flinkVersion",
                                        "v2_2",
                                        "serviceAccount",
                                        "flink",
                                        "flinkConfiguration",
                                        Map.of("taskmanager.numberOfTaskSlots", "2"),
                                        "job",
                                        Map.of("jarURI", "local:///job.jar", "parallelism", 2)))));
    }

    Fields head() {
        return commits.get(commits.size() - 1);
    }

    Fields commit(Fields manifest) {
        commits.add(manifest);
        return manifest;
    }

    Fields anEarlier(Dice dice) {
        return dice.oneOf(commits);
    }
}
