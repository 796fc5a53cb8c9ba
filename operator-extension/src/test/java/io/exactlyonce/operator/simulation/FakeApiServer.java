package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * FlinkDeployments of one namespace: optimistic concurrency, admission on every write of the main
 * resource, a status of its own, deletion that waits for finalizers, and every version ever stored,
 * for watches to be late with.
 */
final class FakeApiServer {
    private static final int RETRIES = 5;

    /** What became of a write. */
    enum Answer {
        DONE,
        DRY_RUN,
        UNCHANGED,
        REFUSED,
        CONFLICT,
        NOT_FOUND
    }

    private final Webhook webhook;
    private final Invariants invariants;
    private final Truth truth;
    private final Tally tally;
    private final Map<String, Stored> objects = new TreeMap<>();
    private final Map<String, List<Optional<FlinkDeployment>>> history = new HashMap<>();
    private long version;

    /** What happens while a write is between admission and storage. */
    private Runnable interlude = () -> {};

    FakeApiServer(Webhook webhook, Invariants invariants, Truth truth, Tally tally) {
        this.truth = truth;
        this.tally = tally;
        this.webhook = webhook;
        this.invariants = invariants;
    }

    void interruptBy(Runnable step) {
        interlude = step;
    }

    /** Of the newest object. */
    long version() {
        return version;
    }

    Optional<Stored> get(String name) {
        return Optional.ofNullable(objects.get(name));
    }

    /** Every version of a name, the newest last; empty where it was deleted. */
    List<Optional<FlinkDeployment>> history(String name) {
        return history.getOrDefault(name, List.of());
    }

    /** As a client that retries on conflict: every attempt has a fresh old object. */
    Answer write(String name, Change change, boolean dryRun) {
        Answer answer = tryToWrite(name, change, dryRun);
        tally.count("write " + answer);
        return answer;
    }

    private Answer tryToWrite(String name, Change change, boolean dryRun) {
        for (int attempt = 0; attempt < RETRIES; attempt++) {
            Optional<Stored> old = get(name);
            Optional<Stored> draft = old.isPresent() ? change.on(old.get()) : change.onNothing();
            if (draft.isEmpty()) {
                return old.isPresent() ? Answer.CONFLICT : Answer.NOT_FOUND;
            }
            Stored written = withServerFields(named(draft.get(), name), old);
            if (old.isPresent() && written.object().equals(old.get().object())) {
                return Answer.UNCHANGED;
            }
            Optional<Fields> admitted = webhook.admit(written, old);
            interlude.run();
            if (!get(name).equals(old)) {
                tally.count("write retried");
                continue;
            }
            if (admitted.isEmpty()) {
                return Answer.REFUSED;
            }
            if (!dryRun) {
                store(name, written.withObject(admitted.get()), old);
            }
            return dryRun ? Answer.DRY_RUN : Answer.DONE;
        }
        return Answer.CONFLICT;
    }

    /** What a write would store now; empty if it would be refused, or change nothing. */
    Optional<Fields> dryRun(String name, Change change) {
        Optional<Stored> old = get(name);
        return old.flatMap(change::on)
                .map(draft -> withServerFields(named(draft, name), old))
                .filter(written -> !written.object().equals(old.get().object()))
                .flatMap(written -> webhook.admit(written, old));
    }

    /** Upstream's writes of the status; false if the object is no longer the one it meant. */
    boolean writeStatus(String name, String uid, UnaryOperator<FlinkDeployment> change) {
        Optional<Stored> live =
                get(name).filter(there -> there.deployment().uid().equals(Optional.of(uid)));
        if (live.isEmpty()) {
            return false;
        }
        remember(name, live.get().with(change.apply(live.get().deployment())));
        return true;
    }

    void delete(String name) {
        Optional<Stored> live = get(name);
        if (live.isEmpty()) {
            return;
        }
        if (live.get().object().list("metadata", "finalizers").isEmpty()) {
            remove(name);
        } else {
            remember(
                    name,
                    live.get()
                            .withObject(
                                    live.get()
                                            .object()
                                            .with("now", "metadata", "deletionTimestamp")));
        }
    }

    private static Stored named(Stored draft, String name) {
        return draft.withObject(
                draft.object()
                        .with(name, "metadata", "name")
                        .with(Policies.NAMESPACE, "metadata", "namespace"));
    }

    private static Stored withServerFields(Stored written, Optional<Stored> old) {
        Fields object = written.object();
        if (old.isEmpty() || !old.map(Stored::managers).equals(Optional.of(written.managers()))) {
            object = object.with(written.managers().render(), "metadata", "managedFields");
        } else {
            object =
                    object.with(
                            old.get().object().list("metadata", "managedFields"),
                            "metadata",
                            "managedFields");
        }
        Optional<Object> status = old.flatMap(there -> there.object().at("status"));
        return written.withObject(
                status.isPresent() ? object.with(status.get(), "status") : object);
    }

    private void store(String name, Stored written, Optional<Stored> old) {
        long generation = old.map(there -> there.deployment().generation()).orElse(0L);
        boolean specChanged = old.isEmpty() || !old.get().spec().equals(written.spec());
        Fields object =
                written.object()
                        .with(specChanged ? generation + 1 : generation, "metadata", "generation");
        if (old.isEmpty()) {
            object = object.with("uid-" + (version + 1), "metadata", "uid");
        }
        Stored stored = written.withObject(object);
        if (stored.deployment().isBeingDeleted()
                && object.list("metadata", "finalizers").isEmpty()) {
            remove(name);
            return;
        }
        remember(name, stored);
        truth.stored(stored.deployment());
        invariants.stored(stored.deployment());
    }

    private void remember(String name, Stored stored) {
        version++;
        Stored versioned =
                stored.withObject(stored.object().with(version, "metadata", "resourceVersion"));
        objects.put(name, versioned);
        history.computeIfAbsent(name, any -> new ArrayList<>())
                .add(Optional.of(versioned.deployment()));
    }

    private void remove(String name) {
        version++;
        objects.remove(name);
        history.computeIfAbsent(name, any -> new ArrayList<>()).add(Optional.empty());
    }
}
