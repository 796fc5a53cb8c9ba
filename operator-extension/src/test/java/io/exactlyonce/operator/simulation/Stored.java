package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.revision.Annotations;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An object as the API server keeps it.
 *
 * @param deployment what is read
 * @param managers who set what
 */
record Stored(FlinkDeployment deployment, ManagedFields managers) {
    /** Metadata that no client sets. */
    static final List<String> SERVER_METADATA =
            List.of("uid", "generation", "resourceVersion", "deletionTimestamp");

    static final Stored NOTHING = new Stored(FlinkDeployment.of(Fields.EMPTY), ManagedFields.NONE);

    static Stored created(String manager, Fields file) {
        Fields object = withoutServerFields(file);
        return new Stored(
                FlinkDeployment.of(object),
                ManagedFields.NONE.updated(manager, Fields.EMPTY, object));
    }

    static Fields withoutServerFields(Fields file) {
        Fields object = file.without("status").without("metadata", "managedFields");
        for (String name : SERVER_METADATA) {
            object = object.without("metadata", name);
        }
        return object;
    }

    Fields object() {
        return deployment.object();
    }

    Fields spec() {
        return deployment.spec();
    }

    Stored updated(String manager, Fields object) {
        return new Stored(
                deployment.withObject(object),
                managers.updated(manager, deployment.object(), object));
    }

    Stored applied(String manager, Fields file, Fields object) {
        return new Stored(
                deployment.withObject(object),
                managers.applied(manager, file, deployment.object(), object));
    }

    Stored appliedFrom(Fields file) {
        return with(
                new FlinkDeployment(
                        deployment.object(),
                        withoutServerFields(file),
                        deployment.lastReconciled(),
                        deployment.lastStable()));
    }

    Stored with(FlinkDeployment other) {
        return new Stored(other, managers);
    }

    Stored withObject(Fields object) {
        return with(deployment.withObject(object));
    }

    /**
     * Leaves of the object that a file in Git holds, by apply of either side. A file that holds our
     * record or our keys is a copy of a live object and claims nothing.
     */
    Set<List<String>> claims() {
        Set<List<String>> claims = new HashSet<>();
        if (!isCopy(deployment.lastApplied())) {
            Leaves file = ManagedFields.owned(deployment.lastApplied());
            Set<List<String>> others = file.changedFrom(ManagedFields.owned(deployment.object()));
            claims.addAll(file.paths());
            claims.removeAll(others);
        }
        for (Map.Entry<String, Set<List<String>>> owner : managers.owners().entrySet()) {
            if (owner.getKey().equals(Users.ARGO)
                    && owner.getValue().stream().noneMatch(Stored::isOurs)) {
                claims.addAll(owner.getValue());
            }
        }
        return claims;
    }

    /** What only a copy of a live object holds: these users never write it themselves. */
    private static boolean isOurs(List<String> path) {
        return path.contains(Annotations.INJECTED)
                || path.get(path.size() - 1).startsWith("exactly-once.");
    }

    private static boolean isCopy(Fields file) {
        return ManagedFields.owned(file).paths().stream().anyMatch(Stored::isOurs);
    }
}
