package io.exactlyonce.operator.plan.scenario;

import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.FieldChange;
import io.exactlyonce.operator.plan.admission.FieldDiff;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * What came of a step, in files: a new object in full, a changed one by its changes against what
 * was stored before.
 */
final class Narration {
    private final Map<String, String> files = new TreeMap<>();

    Map<String, String> files() {
        return files;
    }

    void conflict(Step step, String message) {
        files.put("out-" + step.number() + "-conflict.txt", message + "\n");
    }

    void scaled(Step step, AdmissionPlan plan) {
        if (plan instanceof AdmissionPlan.Pass pass) {
            files.put("out-" + step.number() + "-changes.txt", "passed: " + pass.why() + "\n");
        } else if (plan instanceof AdmissionPlan.Refuse refuse) {
            refused(step, refuse);
        }
    }

    void answered(Step step, Write write, AdmissionPlan plan) {
        if (plan instanceof AdmissionPlan.Refuse refuse) {
            refused(step, refuse);
            return;
        }
        Fields stored = storedBy(write, plan);
        String headline = headline(step, plan);
        Optional<Fields> before = write.stored();
        if (before.isEmpty()) {
            files.put(
                    "out-" + step.number() + ".yaml", "# " + headline + "\n" + wholeObject(stored));
        } else {
            List<String> lines = new ArrayList<>(List.of(headline));
            lines.addAll(changes(before.get(), stored));
            files.put("out-" + step.number() + "-changes.txt", text(lines));
        }
        if (plan instanceof AdmissionPlan.Admit admit) {
            lines(step, "warnings", admit.warnings());
            lines(step, "accepted", admit.accepted().stream().map(Violation::message).toList());
        }
    }

    /** The object after admission. */
    static Fields storedBy(Write write, AdmissionPlan plan) {
        return plan instanceof AdmissionPlan.Admit admit ? admit.object() : write.object();
    }

    private static String headline(Step step, AdmissionPlan plan) {
        String answer = "passed";
        if (plan instanceof AdmissionPlan.Pass pass) {
            answer = "passed: " + pass.why();
        } else if (plan instanceof AdmissionPlan.Admit admit) {
            RevisionMark mark = admit.mark();
            answer =
                    "admitted as revision "
                            + mark.revision()
                            + (mark.highest() == mark.revision()
                                    ? ""
                                    : ", highest " + mark.highest());
        }
        return step.isStored() ? answer : answer + " (and not stored)";
    }

    private void refused(Step step, AdmissionPlan.Refuse refuse) {
        lines(step, "refused", refuse.violations().stream().map(Violation::message).toList());
    }

    private void lines(Step step, String kind, List<String> lines) {
        if (!lines.isEmpty()) {
            files.put("out-" + step.number() + "-" + kind + ".txt", text(lines));
        }
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    /** Labels, annotations of ours and the spec; the rest is none of admission's business. */
    private static String wholeObject(Fields object) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        object.at("metadata", "name").ifPresent(name -> metadata.put("name", name));
        object.at("metadata", "labels").ifPresent(labels -> metadata.put("labels", labels));
        Map<String, Object> ours = new TreeMap<>();
        object.object("metadata", "annotations")
                .values()
                .forEach(
                        (name, value) -> {
                            if (name.startsWith("exactlyonce.io/")) {
                                ours.put(name, value);
                            }
                        });
        metadata.put("annotations", ours);
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("metadata", metadata);
        whole.put("spec", object.object("spec").values());
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(1000);
        return new Yaml(options).dump(whole);
    }

    static List<String> changes(Fields before, Fields after) {
        InjectedBlock old = injected(before);
        InjectedBlock now = injected(after);
        List<String> lines = new ArrayList<>();
        List<FieldChange> changes = FieldDiff.between(story(before), story(after));
        for (FieldChange change : changes) {
            lines.add(
                    "  "
                            + change.path()
                            + ": "
                            + or(change.from())
                            + " -> "
                            + or(change.to())
                            + owner(change, old, now));
        }
        Predicate<String> untold = key -> changes.stream().noneMatch(change -> isAt(change, key));
        old.only(key -> now.value(key).isEmpty() && untold.test(key))
                .entries()
                .keySet()
                .forEach(key -> lines.add("  no longer ours: " + key));
        now.only(key -> old.value(key).isEmpty() && untold.test(key))
                .entries()
                .keySet()
                .forEach(key -> lines.add("  now ours: " + key));
        return lines.isEmpty() ? List.of("  nothing changes") : lines;
    }

    private static String owner(FieldChange change, InjectedBlock old, InjectedBlock now) {
        boolean before = old.entries().keySet().stream().anyMatch(key -> isAt(change, key));
        boolean after = now.entries().keySet().stream().anyMatch(key -> isAt(change, key));
        if (before && after) {
            return "   (ours)";
        }
        return before ? "   (was ours)" : after ? "   (now ours)" : "";
    }

    private static boolean isAt(FieldChange change, String key) {
        return change.path().equals(key) || change.path().equals(Violation.configuration(key));
    }

    private static String or(@Nullable String value) {
        return value == null ? "absent" : value.replace("\n", "\\n");
    }

    private static InjectedBlock injected(Fields object) {
        return object.text(RevisionMark.path(Annotations.INJECTED))
                .map(InjectedBlock::parse)
                .orElse(InjectedBlock.EMPTY);
    }

    /** What the story is about; blocks are shown by their ownership and by their revision. */
    private static Fields story(Fields object) {
        Map<String, Object> annotations = new TreeMap<>();
        object.object("metadata", "annotations")
                .values()
                .forEach(
                        (name, value) -> {
                            if (name.startsWith("exactlyonce.io/")) {
                                annotations.put(name, value);
                            }
                        });
        annotations.remove(Annotations.INJECTED);
        annotations.computeIfPresent(
                Annotations.DEPLOYED,
                (name, block) ->
                        "the block of revision "
                                + InjectedBlock.parse(String.valueOf(block))
                                        .value("exactly-once.revision")
                                        .orElse("?"));
        Fields story = Fields.EMPTY.with(annotations, "annotations");
        for (String name : List.of("labels", "finalizers", "deletionTimestamp")) {
            Optional<Object> value = object.at("metadata", name);
            if (value.isPresent()) {
                story = story.with(value.get(), "metadata", name);
            }
        }
        return story.with(object.object("spec"), "spec");
    }
}
