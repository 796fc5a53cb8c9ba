package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.condition.Condition;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.LedgerCodec;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.action.EventNote;
import io.exactlyonce.operator.plan.admission.Assessment;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.LedgerObservation;
import io.exactlyonce.operator.plan.evidence.LedgerObservation.SnapshotEvidence;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A deployment, its ledgers and a clock: what the controller has, without a cluster. Ledgers go
 * through their codec between two looks, as they go through the API server.
 */
final class LedgerScene {
    static final Incarnation INCARNATION = Incarnation.of("create-1");
    static final String JOB_1 = "11111111111111111111111111111111";
    static final String JOB_2 = "22222222222222222222222222222222";
    static final String JOB_3 = "33333333333333333333333333333333";
    static final String STORAGE = "s3://lab/flink";
    static final String SAVEPOINT_1 = STORAGE + "/shop/orders/sp/savepoint-111111-aaaaaaaaaaaa";
    static final String SAVEPOINT_2 = STORAGE + "/shop/orders/sp/savepoint-222222-bbbbbbbbbbbb";

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    Instant now = START;
    @Nullable FlinkDeployment deployment;
    @Nullable FlinkObservation flink;
    @Nullable PolicyLookup policy = TestPolicy.recovery("Automatic");
    Assessment assessment = Assessment.CLEAN;
    SnapshotEvidence snapshots = SnapshotEvidence.NONE;
    TransactionEvidence transactions = TransactionEvidence.NONE;
    final Map<String, Ledger> ledgers = new TreeMap<>();
    final List<EventNote> events = new ArrayList<>();

    /** Looks once, does what the plan says to ledgers, and lets time pass. */
    LedgerPlan look() {
        LedgerPlan plan = LedgerPlanner.plan(observation());
        plan.ledger().ifPresent(this::store);
        for (Action action : plan.actions()) {
            if (action instanceof Action.WriteLedger write) {
                store(write.ledger());
            } else if (action instanceof Action.RemoveLedger removal) {
                ledgers.remove(removal.identity().name());
            }
        }
        events.addAll(plan.events());
        now = now.plus(Duration.ofSeconds(10));
        return plan;
    }

    LedgerObservation observation() {
        return new LedgerObservation(
                deployment,
                List.copyOf(ledgers.values()),
                flink,
                policy,
                assessment,
                snapshots,
                transactions,
                now);
    }

    private void store(Ledger ledger) {
        ledgers.put(
                ledger.identity().name(),
                LedgerCodec.read(LedgerCodec.write(ledger)).orElseThrow());
    }

    Ledger ledger() {
        return ledgers.get("orders-" + INCARNATION);
    }

    /** {@code r1 Retired, r2 Live}. */
    String outcomes() {
        return outcomes(ledger());
    }

    static String outcomes(Ledger ledger) {
        return ledger.history().revisions().stream()
                .map(record -> "r" + record.number() + " " + record.outcome().text())
                .collect(Collectors.joining(", "));
    }

    RevisionRecord revision(int number) {
        return ledger().history().revision(number).orElseThrow();
    }

    /** {@code False/Unprotected}. */
    String condition(ConditionType type) {
        return ledger().conditions().of(type).map(LedgerScene::text).orElse("absent");
    }

    static String text(Condition condition) {
        return condition.status().text() + "/" + condition.reason();
    }

    String message(ConditionType type) {
        return ledger().conditions().of(type).map(Condition::message).orElse("");
    }

    /** Reasons of all events so far. */
    List<String> told() {
        return events.stream().map(note -> note.reason().text()).toList();
    }

    static String prefix(int revision) {
        return new TransactionalIdPrefix("eo1", "shop", "orders", INCARNATION, revision).format();
    }

    static InjectedBlock block(int revision) {
        return InjectedBlock.of(
                Map.of(
                        RevisionKeys.REVISION,
                        Integer.toString(revision),
                        RevisionKeys.PREFIX,
                        prefix(revision)));
    }

    /** A complete spec of a revision. */
    static Fields spec(int revision, int parallelism) {
        return block(revision)
                .addTo(
                        Fields.EMPTY
                                .with("v2_2", "flinkVersion")
                                .with(parallelism, "job", "parallelism")
                                .with("running", "job", "state")
                                .with("savepoint", "job", "upgradeMode"));
    }

    /** The deployment as admission left it, without a status. */
    LedgerScene applied(int revision, Fields spec) {
        Fields object = deployment == null ? metadata() : deployment.object();
        object = object.with(spec, "spec");
        object = object.with(revisionNumber(object) + 1, "metadata", "generation");
        RevisionMark mark = new RevisionMark(INCARNATION, revision, revision, block(revision));
        int highest =
                deployment == null
                        ? revision
                        : RevisionMark.of(deployment).map(RevisionMark::highest).orElse(0);
        mark =
                new RevisionMark(
                        INCARNATION, revision, Math.max(highest, revision), mark.injected());
        FlinkDeployment old = deployment;
        Fields written = mark.writeTo(object);
        deployment = old == null ? FlinkDeployment.of(written) : old.withObject(written);
        return this;
    }

    private static long revisionNumber(Fields object) {
        return object.number("metadata", "generation").orElse(0L);
    }

    private static Fields metadata() {
        return Fields.EMPTY
                .with("shop", "metadata", "namespace")
                .with("orders", "metadata", "name")
                .with("uid-1", "metadata", "uid")
                .with("standard", "metadata", "labels", FlinkDeployment.POLICY_LABEL);
    }

    /** The same deployment with a field set. */
    LedgerScene with(Object value, String... path) {
        deployment = deployment.withObject(deployment.object().with(value, path));
        return this;
    }

    LedgerScene without(String... path) {
        deployment = deployment.withObject(deployment.object().without(path));
        return this;
    }

    LedgerScene annotated(String annotation, String value) {
        return with(value, "metadata", "annotations", annotation);
    }

    /** The same deployment as admission would have completed it for another incarnation. */
    LedgerScene incarnated(Incarnation other) {
        RevisionMark mark = RevisionMark.of(deployment).orElseThrow();
        Map<String, String> entries = new TreeMap<>(mark.injected().entries());
        entries.replaceAll((key, value) -> value.replace(INCARNATION.value(), other.value()));
        InjectedBlock block = InjectedBlock.of(entries);
        Fields object = deployment.object().with(block.addTo(deployment.spec()), "spec");
        RevisionMark renamed = new RevisionMark(other, mark.revision(), mark.highest(), block);
        deployment = deployment.withObject(renamed.writeTo(object));
        return this;
    }
}
