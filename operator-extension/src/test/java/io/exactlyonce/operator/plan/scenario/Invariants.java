package io.exactlyonce.operator.plan.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import io.exactlyonce.operator.plan.admission.FieldChange;
import io.exactlyonce.operator.plan.admission.FieldDiff;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.ChangeClassifier;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.revision.SpecChange;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What holds for every answer of every story, whatever its golden files say. */
final class Invariants {
    private static final String PREFIX_KEY = "exactly-once.sink.transactional-id-prefix";

    private final Map<String, Fields> runningSpecOfPrefix = new HashMap<>();
    private final Map<String, String> objectOfPrefix = new HashMap<>();

    /** Checks one admitted write. */
    void check(Write write, AdmissionPlan.Admit admit) {
        Fields stored = admit.object();
        assertThat(RevisionMark.of(Admission.read(stored)))
                .as("the object bears the mark that is reported")
                .contains(admit.mark());
        assertThat(admit.mark().highest()).isGreaterThanOrEqualTo(admit.mark().revision());
        whatTheUserNamedStandsAsNamed(write, stored);
        onlyOurKeysDiffer(write, stored, admit.mark());
        everyEntryStandsInTheSpec(stored, admit.mark());
        write.stored()
                .flatMap(before -> RevisionMark.of(Admission.read(before)))
                .filter(before -> before.incarnation().equals(admit.mark().incarnation()))
                .ifPresent(before -> numbersOnlyGrow(before, admit.mark()));
    }

    /** Checks what has been stored. */
    void checkStored(String uid, FlinkDeployment stored) {
        Optional<RevisionMark> mark = RevisionMark.of(stored);
        if (mark.isEmpty() || stored.policyName().isEmpty() || stored.isBeingDeleted()) {
            return;
        }
        mark.get().injected().value(PREFIX_KEY).ifPresent(text -> prefix(text, uid, stored));
    }

    private void prefix(String text, String uid, FlinkDeployment stored) {
        RevisionMark mark = RevisionMark.of(stored).orElseThrow();
        TransactionalIdPrefix prefix = TransactionalIdPrefix.parse(text).orElseThrow();
        assertThat(prefix.namespace()).isEqualTo(stored.namespace());
        assertThat(prefix.name()).isEqualTo(stored.name());
        assertThat(prefix.incarnation()).isEqualTo(mark.incarnation());
        assertThat(prefix.revision()).isEqualTo(mark.revision());
        assertThat(objectOfPrefix.computeIfAbsent(text, unknown -> uid))
                .as("one prefix, one object")
                .isEqualTo(uid);
        if (!stored.wantsSuspended()) {
            Fields running = runningSpecOfPrefix.computeIfAbsent(text, unknown -> stored.spec());
            assertThat(ChangeClassifier.classify(running, stored.spec()).change())
                    .as("one prefix, one spec that upstream acts on")
                    .isLessThanOrEqualTo(SpecChange.IGNORE);
        }
    }

    /** A manifest made of a live object names our values too; they do not count as named. */
    private static void whatTheUserNamedStandsAsNamed(Write write, Fields stored) {
        InjectedBlock carried = carried(write.object());
        Fields named = carried.removeFrom(write.userSpec());
        Fields before = write.stored().map(old -> carried(old)).orElse(carried).removeFrom(named);
        Set<String> lost = new TreeSet<>();
        for (FieldChange change : FieldDiff.between(before, stored.object("spec"))) {
            if (change.from() != null && !change.from().equals("{}")) {
                lost.add(change.path());
            }
        }
        assertThat(lost).as("user's values that are gone or changed").isEmpty();
    }

    private static void onlyOurKeysDiffer(Write write, Fields stored, RevisionMark mark) {
        Set<String> allowed = new TreeSet<>(mark.injected().entries().keySet());
        allowed.addAll(carried(write.object()).entries().keySet());
        write.stored().ifPresent(before -> allowed.addAll(carried(before).entries().keySet()));
        Fields written = without(write.object().object("spec"), allowed);
        assertThat(without(stored.object("spec"), allowed))
                .as("the spec but for the keys that are recorded as ours")
                .isEqualTo(written);
    }

    private static Fields without(Fields spec, Set<String> keys) {
        Fields rest = spec;
        for (String key : keys) {
            rest = rest.without(InjectedBlock.path(key));
        }
        return rest.object(FlinkConfiguration.FIELD).isEmpty()
                ? rest.without(FlinkConfiguration.FIELD)
                : rest;
    }

    private static void everyEntryStandsInTheSpec(Fields stored, RevisionMark mark) {
        assertThat(mark.injected().entries().keySet())
                .allMatch(key -> mark.injected().standsIn(stored.object("spec"), key));
    }

    private static void numbersOnlyGrow(RevisionMark before, RevisionMark after) {
        assertThat(after.highest()).isGreaterThanOrEqualTo(before.highest());
        if (after.revision() != before.revision()) {
            return;
        }
        for (String key : after.injected().entries().keySet()) {
            if (before.injected().value(key).isPresent()) {
                assertThat(after.injected().value(key))
                        .as("%s within one revision", key)
                        .isEqualTo(before.injected().value(key));
            }
        }
    }

    private static InjectedBlock carried(Fields object) {
        return object.text(RevisionMark.path(Annotations.INJECTED))
                .map(InjectedBlock::parse)
                .orElse(InjectedBlock.EMPTY);
    }
}
