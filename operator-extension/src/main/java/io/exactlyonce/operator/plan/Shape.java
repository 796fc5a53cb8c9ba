package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import java.util.ArrayList;
import java.util.List;

/** What no plan can be made for: there is no job, or no name to make an id of. */
final class Shape {
    private Shape() {}

    static List<Violation> misfits(FlinkDeployment deployment) {
        List<Violation> misfits = new ArrayList<>();
        if (!deployment.hasJob()) {
            misfits.add(sessionCluster());
        }
        if (deployment.name().isEmpty()) {
            misfits.add(generatedName(deployment));
        } else {
            misfits.addAll(names(deployment));
        }
        return misfits;
    }

    private static Violation sessionCluster() {
        return new Violation(
                Code.SESSION_CLUSTER,
                "spec.job",
                "absent",
                "jobs are submitted to a session cluster past admission, so no revision, prefix or"
                        + " savepoint of theirs can be seen to",
                "Give the job a FlinkDeployment of its own with spec.job, or remove the label "
                        + FlinkDeployment.POLICY_LABEL);
    }

    private static Violation generatedName(FlinkDeployment deployment) {
        return new Violation(
                Code.GENERATED_NAME,
                "metadata.generateName",
                "\"" + deployment.object().text("metadata", "generateName").orElse("") + "\"",
                "the name is part of every transactional id, and the server gives it only after"
                        + " admission",
                "Set metadata.name instead");
    }

    private static List<Violation> names(FlinkDeployment deployment) {
        return TransactionalIdPrefix.violations("eo1", deployment.namespace(), deployment.name(), 1)
                .stream()
                .map(
                        unfit ->
                                new Violation(
                                        Code.NAME_UNFIT,
                                        unfit.field(),
                                        "\"" + unfit.observed() + "\"",
                                        unfit.reason(),
                                        unfit.fix()))
                .toList();
    }
}
