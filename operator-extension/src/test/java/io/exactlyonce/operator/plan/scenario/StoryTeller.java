package io.exactlyonce.operator.plan.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.ScalePlanner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Plays one story, checks the invariants at every step, and compares with the golden files. */
public final class StoryTeller {
    private final Story story;
    private final Narration narration = new Narration();
    private final Invariants invariants = new Invariants();
    private final Scene scene;
    private final Admission admission;

    private StoryTeller(Story story) {
        this.story = story;
        this.scene = new Scene(story);
        this.admission = new Admission(scene::policy);
    }

    /** Every story below a folder, in order of their names. */
    public static List<StoryTeller> all(Path root) {
        return Story.all(root).stream().map(StoryTeller::new).toList();
    }

    public String name() {
        return story.name();
    }

    /** Whether the first file begins with a comment. */
    public boolean saysWhatItIsAbout() {
        return story.saysWhatItIsAbout();
    }

    /** Throws AssertionError at the first thing that is not as it should be. */
    public void tell() throws ManifestException, ConflictException {
        try {
            play();
        } catch (AssertionError e) {
            throw new AssertionError(name() + ": " + e.getMessage(), e);
        }
    }

    private void play() throws ManifestException, ConflictException {
        for (Step step : story.steps()) {
            Scene.Move move = scene.play(step);
            if (move instanceof Scene.Asked asked) {
                answer(step, asked.write());
            } else if (move instanceof Scene.AskedToScale asked) {
                scale(step, asked);
            } else {
                remark(step, move);
            }
        }
        Golden.compare(story.folder(), narration.files());
    }

    private void remark(Step step, Scene.Move move) {
        if (move instanceof Scene.Conflict conflict) {
            narration.conflict(step, conflict.message());
        } else {
            assertThat(step.isGiven()).as("%s asks admission", step.where()).isTrue();
        }
    }

    private void answer(Step step, Write write) throws ManifestException, ConflictException {
        AdmissionPlan plan = admission.ask(write, write.object(), uid(step, ""), step);
        if (step.isGiven()) {
            assertThat(plan).as(step.where()).isNotInstanceOf(AdmissionPlan.Refuse.class);
        } else {
            narration.answered(step, write, plan);
        }
        dryRunSaysTheSame(step, write, plan);
        if (plan instanceof AdmissionPlan.Admit admit) {
            invariants.check(write, admit);
            reinvocationSaysTheSame(step, write, admit);
        }
        if (step.isStored() && !(plan instanceof AdmissionPlan.Refuse)) {
            store(step, write, plan);
        }
    }

    private void store(Step step, Write write, AdmissionPlan plan)
            throws ManifestException, ConflictException {
        scene.server().store(Narration.storedBy(write, plan));
        Fields stored = scene.server().get(write.name());
        invariants.checkStored(
                stored.text("metadata", "uid").orElseThrow(), Admission.read(stored));
        // Without the label nobody adds again what a replace takes away.
        if (!write.repeatable() || Admission.read(stored).policyName().isEmpty()) {
            return;
        }
        Write again = scene.again(step);
        AdmissionPlan plannedAgain = admission.ask(again, again.object(), uid(step, "again"), step);
        assertThat(plannedAgain)
                .as("%s once more", step.where())
                .isNotInstanceOf(AdmissionPlan.Refuse.class);
        assertThat(Narration.changes(stored, Narration.storedBy(again, plannedAgain)))
                .as("%s once more", step.where())
                .containsExactly("  nothing changes");
    }

    private void dryRunSaysTheSame(Step step, Write write, AdmissionPlan plan) {
        AdmissionPlan dry = admission.ask(write, write.object(), uid(step, "dry run"), step);
        same(step.where() + " as a dry run", plan, dry);
    }

    /** The server may call the webhook again, with its own answer and under another uid. */
    private void reinvocationSaysTheSame(Step step, Write write, AdmissionPlan.Admit admit) {
        AdmissionPlan reinvoked =
                admission.ask(write, admit.object(), uid(step, "reinvocation"), step);
        Fields stored = Narration.storedBy(withObject(write, admit.object()), reinvoked);
        assertThat(anonymous(Admission.read(stored)))
                .as("%s re-invoked", step.where())
                .isEqualTo(anonymous(Admission.read(admit.object())));
    }

    private static Write withObject(Write write, Fields object) {
        return new Write(object, write.before(), write.userSpec(), write.repeatable());
    }

    private static void same(String when, AdmissionPlan one, AdmissionPlan other) {
        if (one instanceof AdmissionPlan.Admit admit
                && other instanceof AdmissionPlan.Admit another) {
            assertThat(anonymous(Admission.read(another.object())))
                    .as(when)
                    .isEqualTo(anonymous(Admission.read(admit.object())));
        } else {
            assertThat(other).as(when).isEqualTo(one);
        }
    }

    /** The text of an object without its incarnation, which is fresh at every call of a CREATE. */
    private static String anonymous(FlinkDeployment deployment) {
        String text = deployment.object().toString();
        return deployment
                .annotation("exactlyonce.io/incarnation")
                .map(incarnation -> text.replace(incarnation, "INCARNATION"))
                .orElse(text);
    }

    private void scale(Step step, Scene.AskedToScale asked) {
        AdmissionPlan plan = new ScalePlanner().plan(asked.request(), List.of());
        narration.scaled(step, plan);
        if (plan instanceof AdmissionPlan.Pass) {
            Map<String, Object> replicas = Map.of("replicas", (int) asked.request().replicas());
            scene.server()
                    .store(
                            MergePatch.apply(
                                    scene.server().get(asked.name()),
                                    Map.of("spec", Map.of("taskManager", replicas))));
        }
    }

    private String uid(Step step, String occasion) {
        return Admission.uid(story.name() + "/" + step.where() + "/" + occasion);
    }
}
