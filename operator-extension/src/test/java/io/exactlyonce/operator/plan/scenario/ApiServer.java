package io.exactlyonce.operator.plan.scenario;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.manifest.Json;
import io.exactlyonce.operator.manifest.ManifestException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The objects of a story, and how each kind of write makes a new one of the stored one: up to the
 * point where admission is asked, and from there to the stored object.
 */
final class ApiServer {
    static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String[] LAST_APPLIED_PATH = {"metadata", "annotations", LAST_APPLIED};
    private static final List<String> SET_BY_SERVER =
            List.of("uid", "generation", "managedFields", "deletionTimestamp");

    private final Map<String, Fields> stored = new TreeMap<>();
    private int created;

    Fields get(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("There is no " + name));
    }

    private Optional<Fields> find(String name) {
        return Optional.ofNullable(stored.get(name));
    }

    /** {@code kubectl get -o yaml}, without what a server refuses or fills in again. */
    Fields manifest(String name) {
        Fields manifest = get(name).without("status");
        for (String field : SET_BY_SERVER) {
            manifest = manifest.without("metadata", field);
        }
        return manifest;
    }

    /** {@code kubectl create -f}. */
    Write create(Fields file, String manager) {
        return write(file, Optional.empty(), manager, file.object("spec"), false);
    }

    /** {@code kubectl replace -f}: everything but status and what the server keeps. */
    Write replace(Fields file, String manager) {
        Fields live = get(nameOf(file));
        Fields object = file;
        for (String field : SET_BY_SERVER) {
            Optional<Object> kept = live.at("metadata", field);
            object =
                    kept.isPresent()
                            ? object.with(kept.get(), "metadata", field)
                            : object.without("metadata", field);
        }
        if (live.has("status")) {
            object = object.with(live.object("status"), "status");
        }
        return write(object, Optional.of(live), manager, file.object("spec"), true);
    }

    /** {@code kubectl apply -f}. */
    Write apply(Fields file) throws ManifestException {
        Fields clean = file.without(LAST_APPLIED_PATH);
        Fields modified = clean.with(Json.write(clean), LAST_APPLIED_PATH);
        String manager = "kubectl-client-side-apply";
        Optional<Fields> live = find(nameOf(file));
        if (live.isEmpty()) {
            return write(modified, live, manager, file.object("spec"), true);
        }
        Optional<String> last = live.get().text(LAST_APPLIED_PATH);
        Fields original = last.isPresent() ? Json.read(last.get()) : Fields.EMPTY;
        Map<String, Object> patch = MergePatch.threeWay(original, modified, live.get());
        return write(MergePatch.apply(live.get(), patch), live, manager, file.object("spec"), true);
    }

    /** {@code kubectl apply --server-side -f}. */
    Write serverSideApply(Fields file, String manager, boolean force) throws ConflictException {
        Optional<Fields> live = find(nameOf(file));
        Fields before =
                live.orElseGet(() -> Fields.EMPTY.with(file.object("metadata"), "metadata"))
                        .with(file.text("apiVersion").orElse(""), "apiVersion")
                        .with(file.text("kind").orElse(""), "kind");
        FieldOwners owners = FieldOwners.of(live.orElse(Fields.EMPTY));
        List<String> conflicts = owners.conflicts(manager, file, before);
        if (!force && !conflicts.isEmpty()) {
            throw new ConflictException("Another manager owns " + String.join(", ", conflicts));
        }
        Fields object = owners.apply(manager, file, before);
        return new Write(owners.writeTo(object), live.orElse(null), file.object("spec"), true);
    }

    /** {@code kubectl edit}, {@code kubectl patch}, or a controller's patch. */
    Write patch(String name, Map<?, ?> patch, String manager) {
        Fields live = get(name);
        return write(
                MergePatch.apply(live, patch),
                Optional.of(live),
                manager,
                MergePatch.apply(Fields.EMPTY, patch).object("spec"),
                false);
    }

    private static Write write(
            Fields object,
            Optional<Fields> before,
            String manager,
            Fields userSpec,
            boolean repeatable) {
        Fields old = before.orElse(Fields.EMPTY);
        FieldOwners owners = FieldOwners.of(old);
        owners.update(manager, old, object);
        return new Write(owners.writeTo(object), before.orElse(null), userSpec, repeatable);
    }

    /** What becomes of the object that admission let through. */
    void store(Fields admitted) {
        String name = nameOf(admitted);
        Optional<Fields> before = find(name);
        long generation = before.flatMap(old -> old.number("metadata", "generation")).orElse(0L);
        boolean specChanged =
                before.map(old -> !old.object("spec").equals(admitted.object("spec"))).orElse(true);
        Fields object =
                admitted.with(
                        (int) (specChanged ? generation + 1 : generation),
                        "metadata",
                        "generation");
        if (before.isEmpty()) {
            created++;
            byte[] seed = (name + "#" + created).getBytes(StandardCharsets.UTF_8);
            object =
                    object.without("status")
                            .with(UUID.nameUUIDFromBytes(seed).toString(), "metadata", "uid");
        }
        stored.put(name, object);
    }

    /** A write of the status subresource, which asks no webhook of ours. */
    void status(String name, Map<?, ?> patch) {
        stored.put(name, MergePatch.apply(get(name), Map.of("status", patch)));
    }

    /** A deletion that finalizers hold up. */
    void markDeleted(String name) {
        stored.put(name, get(name).with("2026-01-01T00:00:00Z", "metadata", "deletionTimestamp"));
    }

    void remove(String name) {
        stored.remove(name);
    }

    private static String nameOf(Fields object) {
        return object.text("metadata", "name").orElse("");
    }
}
