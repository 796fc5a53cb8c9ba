package io.exactlyonce.operator.cli;

import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.rule.ForeignKind;
import java.util.Optional;

/**
 * An object of a file.
 *
 * @param file as the user named it, or found in the directory that was named
 * @param line it starts in, from 1
 * @param object everything
 */
record Manifest(String file, int line, Fields object) {
    private static final String GROUP = "exactlyonce.io/";
    private static final String UPSTREAM_GROUP = "flink.apache.org/";

    String kind() {
        return object.text("kind").orElse("");
    }

    String name() {
        return object.text("metadata", "name").orElse("");
    }

    /** Empty text if the file leaves it to whoever applies it. */
    String namespace() {
        return object.text("metadata", "namespace").orElse("");
    }

    boolean isPolicy() {
        return kind().equals("ExactlyOncePolicy") && isOfGroup(GROUP);
    }

    boolean isDeployment() {
        return kind().equals("FlinkDeployment") && isUpstreams();
    }

    /** Why our label is no use where it is: another kind of upstream's. */
    Optional<Violation> misplaced() {
        return isUpstreams() && !isDeployment() ? ForeignKind.violation(object) : Optional.empty();
    }

    /** What the label names. */
    Optional<String> policy() {
        return object.text("metadata", "labels", FlinkDeployment.POLICY_LABEL);
    }

    /** Whether anything is to be said of it. */
    boolean concernsUs() {
        return isPolicy() || isDeployment() || misplaced().isPresent();
    }

    private boolean isUpstreams() {
        return isOfGroup(UPSTREAM_GROUP);
    }

    private boolean isOfGroup(String group) {
        return object.text("apiVersion").filter(version -> version.startsWith(group)).isPresent();
    }

    /** For people and editors, {@code orders.yaml:12}. */
    String place() {
        return file + ":" + line;
    }
}
