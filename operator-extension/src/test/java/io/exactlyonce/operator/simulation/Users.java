package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.simulation.engine.Dice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** People and their tools, with everything the API lets them do. */
final class Users {
    static final List<String> NAMES = List.of("orders", "copies");
    static final String ARGO = "argocd";
    private static final String HAND = "kubectl-edit";

    private final FakeApiServer server;
    private final Dice dice;
    private final Map<String, GitRepository> git = new TreeMap<>();
    private final Map<String, List<Fields>> dumps = new HashMap<>();
    private int wishes;
    private String doing = "";

    Users(FakeApiServer server, Dice dice) {
        this.server = server;
        this.dice = dice;
        NAMES.forEach(name -> git.put(name, new GitRepository(name)));
    }

    /** What is being done, for the trace of what breaks. */
    String doing() {
        return doing;
    }

    /** One thing somebody does, and what came of it. */
    String act() {
        String name = dice.oneOf(List.of("orders", "orders", "copies"));
        if (server.get(name).isEmpty()) {
            return dice.percent(70)
                    ? applyGit(name, "create", repository(name).head())
                    : copy(name);
        }
        int choice = dice.below(100);
        if (choice < 25) {
            return commit(name, "commit", manifest -> SpecEdits.change(manifest, dice));
        } else if (choice < 35) {
            return applyGit(name, "re-apply", repository(name).head());
        } else if (choice < 45) {
            return applyGit(
                    name, "revert", repository(name).commit(repository(name).anEarlier(dice)));
        } else if (choice < 55) {
            return edit(name, "edit live", object -> SpecEdits.change(object, dice));
        } else if (choice < 70) {
            return suspendOrResume(name);
        }
        return seldom(name, choice);
    }

    private String seldom(String name, int choice) {
        if (choice < 76) {
            return label(name);
        } else if (choice < 80) {
            return takeOver(name);
        } else if (choice < 84) {
            return edit(name, "adopt-policy", with(Annotations.ADOPT_POLICY, "wish-" + wishes++));
        } else if (choice < 89) {
            return edit(name, "tamper", tamper(name));
        } else if (choice < 93) {
            return dumpOrRestore(name);
        } else if (choice < 96) {
            return copy(name);
        }
        server.delete(name);
        return name + " delete";
    }

    private GitRepository repository(String name) {
        return git.getOrDefault(name, new GitRepository(name));
    }

    private String commit(String name, String what, UnaryOperator<Fields> change) {
        Fields before = repository(name).head();
        Fields after = repository(name).commit(change.apply(before));
        return applyGit(name, what + " " + difference(before, after), after);
    }

    /** By whatever tool is at hand; an apply done once more must change nothing. */
    private String applyGit(String name, String what, Fields file) {
        Change change =
                dice.oneOf(
                        List.of(
                                new Change.ClientSideApply(file),
                                new Change.ClientSideApply(file),
                                new Change.ServerSideApply(ARGO, file, true),
                                new Change.ServerSideApply(ARGO, file, false),
                                new Change.Replace(file, Fields.EMPTY)));
        doing = name + " " + what + " by " + change.getClass().getSimpleName();
        FakeApiServer.Answer answer = server.write(name, change, dice.percent(5));
        if (answer == FakeApiServer.Answer.DONE && dice.percent(50)) {
            server.get(name)
                    .filter(stored -> stored.deployment().policyName().isPresent())
                    .ifPresent(
                            stored ->
                                    server.dryRun(name, change)
                                            .ifPresent(
                                                    again ->
                                                            Invariants.requireEqual(
                                                                    "re-apply",
                                                                    stored.object(),
                                                                    again)));
        }
        return doing + ": " + answer;
    }

    private String edit(String name, String what, UnaryOperator<Fields> edit) {
        // One edit is one decision, however often the server retries it.
        Optional<Stored> seen = server.get(name);
        if (seen.isEmpty()) {
            return name + " is gone";
        }
        Fields before = seen.get().object();
        Fields after = edit.apply(before);
        Leaves wanted = ManagedFields.owned(after);
        Leaves was = ManagedFields.owned(before);
        UnaryOperator<Fields> patch =
                live -> {
                    Fields patched = live;
                    for (List<String> path : wanted.changedFrom(was)) {
                        Object value = wanted.at(path);
                        patched =
                                value == null
                                        ? Leaves.without(patched, path)
                                        : Leaves.with(patched, path, value);
                    }
                    return patched;
                };
        return name
                + " "
                + what
                + " "
                + wanted.changedFrom(was).stream()
                        .map(path -> path + "=" + wanted.at(path))
                        .toList()
                + ": "
                + server.write(name, new Change.Edit(HAND, patch), dice.percent(5));
    }

    private static List<String> difference(Fields before, Fields after) {
        Leaves wanted = ManagedFields.owned(after);
        return wanted.changedFrom(ManagedFields.owned(before)).stream()
                .map(path -> String.join(".", path) + "=" + wanted.at(path))
                .toList();
    }

    private String suspendOrResume(String name) {
        boolean suspended =
                server.get(name).filter(it -> it.deployment().wantsSuspended()).isPresent();
        UnaryOperator<Fields> change =
                object -> object.with(suspended ? "running" : "suspended", "spec", "job", "state");
        UnaryOperator<Fields> andMore =
                dice.percent(20) ? it -> SpecEdits.change(change.apply(it), dice) : change;
        String what = suspended ? "resume" : "suspend";
        return dice.percent(50) ? commit(name, what, andMore) : edit(name, what, andMore);
    }

    private String label(String name) {
        boolean labelled =
                server.get(name).filter(it -> it.deployment().policyName().isPresent()).isPresent();
        String[] label = {"metadata", "labels", FlinkDeployment.POLICY_LABEL};
        UnaryOperator<Fields> change =
                labelled
                        ? object -> object.without(label)
                        : object -> adopting(object.with(Policies.NAME, label));
        UnaryOperator<Fields> andMore =
                dice.percent(15) ? it -> SpecEdits.change(change.apply(it), dice) : change;
        String what = labelled ? "label off" : "label on";
        return dice.percent(50) ? commit(name, what, andMore) : edit(name, what, andMore);
    }

    private Fields adopting(Fields object) {
        return dice.percent(80) ? with(Annotations.ADOPT, "restart").apply(object) : object;
    }

    private static UnaryOperator<Fields> with(String annotation, String value) {
        return object -> object.with(value, "metadata", "annotations", annotation);
    }

    /** The team writes settings that we injected into its own file, or live, as they are or not. */
    private String takeOver(String name) {
        Map<String, String> injected =
                server.get(name)
                        .flatMap(it -> RevisionMark.of(it.deployment()))
                        .map(mark -> mark.injected().entries())
                        .orElse(InjectedBlock.EMPTY.entries());
        List<String> keys = new ArrayList<>(injected.keySet());
        keys.removeIf(key -> key.startsWith("exactly-once."));
        if (keys.isEmpty()) {
            return name + " has nothing to take over";
        }
        String key = dice.oneOf(keys);
        return commit(name, "take over " + key, file -> file.with(spec(injected, key), path(key)));
    }

    private static Object spec(Map<String, String> injected, String key) {
        return injected.getOrDefault(key, "");
    }

    private static String[] path(String key) {
        String[] below = InjectedBlock.path(key);
        String[] path = new String[below.length + 1];
        path[0] = "spec";
        System.arraycopy(below, 0, path, 1, below.length);
        return path;
    }

    /** Takes away what we added, or writes something else into our records. */
    private UnaryOperator<Fields> tamper(String name) {
        List<String> ours = List.copyOf(new java.util.TreeSet<>(Annotations.OURS));
        // Of what is being deleted admission mends nothing, and nothing of it is deployed any more.
        boolean watched =
                server.get(name)
                        .filter(it -> it.deployment().policyName().isPresent())
                        .filter(it -> !it.deployment().isBeingDeleted())
                        .isPresent();
        return switch (dice.below(watched ? 5 : 2)) {
            case 0 -> object -> object.without("metadata", "annotations", dice.oneOf(ours));
            case 1 ->
                    object -> {
                        Fields stripped = object;
                        for (String annotation : ours) {
                            stripped = stripped.without("metadata", "annotations", annotation);
                        }
                        return stripped;
                    };
            case 2 -> object -> object.without("spec", "flinkConfiguration");
            case 3 -> with(Annotations.REVISION, "1");
            default -> object -> object.without("spec", "job", "upgradeMode");
        };
    }

    private String dumpOrRestore(String name) {
        List<Fields> kept = dumps.computeIfAbsent(name, any -> new ArrayList<>());
        if (kept.isEmpty() || dice.percent(40)) {
            server.get(name).ifPresent(it -> kept.add(it.object()));
            return name + " dumped";
        }
        Fields dump = dice.oneOf(kept);
        doing = name + " restored from a dump";
        return doing + ": " + server.write(name, whole(Stored.withoutServerFields(dump)), false);
    }

    /** The live manifest of another deployment under this name. */
    private String copy(String name) {
        String source = NAMES.get(NAMES.get(0).equals(name) ? 1 : 0);
        Optional<Stored> live = server.get(source);
        if (live.isEmpty()) {
            return "nothing to copy";
        }
        Fields file =
                Stored.withoutServerFields(live.get().object())
                        .without("metadata", "finalizers")
                        .with(name, "metadata", "name");
        doing = name + " copied from " + source;
        return doing + ": " + server.write(name, whole(file), false);
    }

    private Change whole(Fields file) {
        return dice.oneOf(
                List.of(
                        new Change.ClientSideApply(file),
                        new Change.ServerSideApply(ARGO, file, true),
                        new Change.Replace(file, Fields.EMPTY)));
    }
}
