package io.exactlyonce.operator.plan.scenario;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.plan.admission.ScaleRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The state of a story: the objects, the file that people keep in Git or on a disk, policies. */
final class Scene {

    /** What a step comes to. */
    sealed interface Move {}

    /** A write that admission is asked about. */
    record Asked(Write write) implements Move {}

    /** A write of the scale subresource that admission is asked about. */
    record AskedToScale(ScaleRequest request, String name) implements Move {}

    /** The API server refuses by itself. */
    record Conflict(String message) implements Move {}

    /** Something happened that admission never hears of. */
    record Happened() implements Move {}

    private final Story story;
    private final ApiServer server = new ApiServer();
    private final Map<String, Fields> policies;
    private Fields file = Fields.EMPTY;
    private String name = "";

    Scene(Story story) {
        this.story = story;
        this.policies = new TreeMap<>(story.policies());
    }

    ApiServer server() {
        return server;
    }

    /** Everything the file says of the spec; empty before there is one. */
    Fields file() {
        return file;
    }

    Optional<Fields> policy(String policyName) {
        return Optional.ofNullable(policies.get(policyName));
    }

    Move play(Step step) throws ManifestException {
        return switch (step.verb()) {
            case "apply" -> new Asked(server.apply(file(step)));
            case "serverSideApply" -> serverSideApply(step);
            case "create" -> new Asked(server.create(file(step), step.by("kubectl-create")));
            case "replace" -> new Asked(server.replace(file(step), step.by("kubectl-replace")));
            case "edit" ->
                    new Asked(server.patch(name(step), step.fields(), step.by("kubectl-edit")));
            case "upstream" -> upstream(step);
            case "scale" -> scale(step);
            case "status" -> happened(() -> server.status(name(step), step.fields()));
            case "delete" -> happened(() -> delete(step));
            default -> happened(() -> policy(step));
        };
    }

    /** The same file once more, as people and tools do all the time. */
    Write again(Step step) throws ManifestException, ConflictException {
        return switch (step.verb()) {
            case "apply" -> server.apply(file);
            case "replace" -> server.replace(file, step.by("kubectl-replace"));
            default -> server.serverSideApply(file, step.by("kubectl"), step.force());
        };
    }

    private Move serverSideApply(Step step) throws ManifestException {
        try {
            return new Asked(server.serverSideApply(file(step), step.by("kubectl"), step.force()));
        } catch (ConflictException e) {
            return new Conflict(e.getMessage());
        }
    }

    /** {@code git:} begins with a file, {@code live:} with an object; else it is the last file. */
    private Fields file(Step step) {
        Map<?, ?> how = step.fields();
        if (how.get("git") instanceof String git) {
            file = story.gitForm(git);
        }
        if (how.get("live") instanceof String live) {
            file = server.manifest(live);
        }
        if (how.get("with") instanceof Map<?, ?> patch) {
            file = MergePatch.apply(file, patch);
        }
        name = file.text("metadata", "name").orElse("");
        return file;
    }

    private String name(Step step) {
        return step.modifier("of").map(String::valueOf).orElse(name);
    }

    private Move upstream(Step step) {
        if (step.word().equals("addsFinalizer")) {
            Map<String, Object> patch =
                    Map.of(
                            "metadata",
                            Map.of(
                                    "finalizers",
                                    List.of("flinkdeployments.flink.apache.org/finalizer")));
            return new Asked(server.patch(name(step), patch, "flink-kubernetes-operator"));
        }
        String of = name(step);
        return happened(() -> server.status(of, Upstream.status(step.word(), server.get(of))));
    }

    private Move scale(Step step) {
        Fields target = server.get(name(step));
        long before = target.number("spec", "taskManager", "replicas").orElse(0L);
        return new AskedToScale(
                new ScaleRequest(Long.parseLong(step.word()), before, Admission.read(target)),
                name(step));
    }

    private void delete(Step step) {
        if (step.word().equals("waitsForFinalizers")) {
            server.markDeleted(name(step));
        } else {
            server.remove(name(step));
        }
    }

    private void policy(Step step) {
        String policy = step.modifier("of").map(String::valueOf).orElse("stock");
        if (step.word().equals("deleted")) {
            policies.remove(policy);
        } else {
            policies.computeIfPresent(policy, (key, old) -> MergePatch.apply(old, step.fields()));
        }
    }

    private static Move happened(Runnable effect) {
        effect.run();
        return new Happened();
    }
}
