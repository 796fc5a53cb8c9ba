package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.Fields;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A write as a client asks for it; what it comes to depends on the object it meets. */
interface Change {
    String CLIENT_SIDE = "kubectl-client-side-apply";

    /** The object as it would be without admission; empty if the server sees a conflict. */
    Optional<Stored> on(Stored live);

    /** The object if there is none yet; empty if the write needs one. */
    Optional<Stored> onNothing();

    /** {@code kubectl apply}: a merge of the file, the file applied before, and the live object. */
    record ClientSideApply(Fields file) implements Change {
        @Override
        public Optional<Stored> on(Stored live) {
            Set<List<String>> gone =
                    new HashSet<>(ManagedFields.owned(live.deployment().lastApplied()).paths());
            Leaves wanted = ManagedFields.owned(file);
            gone.removeAll(wanted.paths());
            Fields merged = live.object();
            for (List<String> path : gone) {
                merged = Leaves.without(merged, path);
            }
            for (List<String> path : wanted.paths()) {
                merged = Leaves.with(merged, path, wanted.values().get(path));
            }
            return Optional.of(live.updated(CLIENT_SIDE, merged).appliedFrom(file));
        }

        @Override
        public Optional<Stored> onNothing() {
            return Optional.of(Stored.created(CLIENT_SIDE, file).appliedFrom(file));
        }
    }

    /** {@code kubectl apply --server-side}. */
    record ServerSideApply(String manager, Fields file, boolean force) implements Change {
        @Override
        public Optional<Stored> on(Stored live) {
            Leaves wanted = ManagedFields.owned(file);
            Leaves there = ManagedFields.owned(live.object());
            Set<List<String>> gone = new HashSet<>(live.managers().of(manager));
            gone.removeAll(wanted.paths());
            gone.removeIf(path -> live.managers().ownedByOther(manager, path));
            Fields merged = live.object();
            for (List<String> path : gone) {
                merged = Leaves.without(merged, path);
            }
            for (List<String> path : wanted.paths()) {
                Object value = wanted.values().get(path);
                boolean differs = !value.equals(there.at(path));
                if (differs && !force && live.managers().ownedByOther(manager, path)) {
                    return Optional.empty();
                }
                merged = Leaves.with(merged, path, value);
            }
            return Optional.of(live.applied(manager, file, merged));
        }

        @Override
        public Optional<Stored> onNothing() {
            return Optional.of(
                    Stored.NOTHING.applied(manager, file, Stored.withoutServerFields(file)));
        }
    }

    /**
     * {@code kubectl replace}, or {@code create} if there is nothing: the file and nothing else.
     */
    record Replace(Fields file, Fields lastApplied) implements Change {
        @Override
        public Optional<Stored> on(Stored live) {
            Fields whole = Stored.withoutServerFields(file);
            for (String kept : Stored.SERVER_METADATA) {
                Optional<Object> value = live.object().at("metadata", kept);
                if (value.isPresent()) {
                    whole = whole.with(value.get(), "metadata", kept);
                }
            }
            return Optional.of(live.updated("kubectl-replace", whole).appliedFrom(lastApplied));
        }

        @Override
        public Optional<Stored> onNothing() {
            return Optional.of(Stored.created("kubectl-create", file).appliedFrom(lastApplied));
        }
    }

    /** A patch of the live object. */
    record Edit(String manager, UnaryOperator<Fields> edit) implements Change {
        @Override
        public Optional<Stored> on(Stored live) {
            return Optional.of(live.updated(manager, edit.apply(live.object())));
        }

        @Override
        public Optional<Stored> onNothing() {
            return Optional.empty();
        }
    }
}
