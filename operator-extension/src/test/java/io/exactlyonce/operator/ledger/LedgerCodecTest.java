package io.exactlyonce.operator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Conditions;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.manifest.Json;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LedgerCodecTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final LedgerIdentity IDENTITY =
            new LedgerIdentity("shop", "orders", new Incarnation("abcdefgh"), "uid-1");

    @Test
    void everythingSurvivesTheWayThroughTheApiServer() throws ManifestException {
        Ledger ledger = full();

        Fields stored = Json.read(Json.write(LedgerCodec.write(ledger)));

        assertThat(LedgerCodec.read(stored)).hasValue(ledger);
    }

    @Test
    void phasesSurvive() {
        for (Phase phase :
                List.of(new Phase.Active(), new Phase.Released(NOW), Phase.Gone.at(NOW))) {
            Ledger ledger = full().with(phase);
            assertThat(LedgerCodec.read(LedgerCodec.write(ledger))).hasValue(ledger);
        }
    }

    @Test
    void fieldsOfANewerVersionAreKept() {
        Fields newer =
                LedgerCodec.write(full())
                        .with(42, "status", "lsoLag")
                        .with(
                                List.of(
                                        Map.of("number", 3, "outcome", "Live", "fenced", 2L),
                                        Map.of("number", 4)),
                                "status",
                                "revisions")
                        .with(
                                List.of(Map.of("type", "Settled", "status", "True")),
                                "status",
                                "conditions");

        Fields written = LedgerCodec.write(LedgerCodec.read(newer).orElseThrow());

        assertThat(written.number("status", "lsoLag")).hasValue(42L);
        assertThat(written.objects("status", "revisions").get(0).number("fenced")).hasValue(2L);
        assertThat(written.objects("status", "conditions"))
                .contains(new Fields(Map.of("type", "Settled", "status", "True")));
    }

    @Test
    void resourceThatIsNobodysIsNoLedger() {
        assertThat(LedgerCodec.read(Fields.EMPTY)).isEmpty();
        assertThat(LedgerCodec.read(LedgerCodec.write(full()).with("x", "spec", "incarnation")))
                .isEmpty();
    }

    @Test
    void oddInputIsLeftOutAndNeverThrows() {
        List<Object> odd =
                List.of("x", -1, 0, 10_000_000_000L, 1.5, true, List.of("a", 7), Map.of("a", "b"));
        Random random = new Random(7);
        for (int run = 0; run < 2_000; run++) {
            Fields resource = LedgerCodec.write(full());
            for (String name : List.copyOf(resource.object("status").names())) {
                if (random.nextInt(3) == 0) {
                    resource = resource.with(odd.get(random.nextInt(odd.size())), "status", name);
                }
            }
            Fields broken = broken(resource, odd, random);
            assertThatCode(() -> LedgerCodec.write(LedgerCodec.read(broken).orElseThrow()))
                    .doesNotThrowAnyException();
        }
    }

    private static Fields broken(Fields resource, List<Object> odd, Random random) {
        Fields revision = resource.object("status");
        for (Fields fields : resource.objects("status", "revisions")) {
            revision = fields;
        }
        for (String name : List.copyOf(revision.names())) {
            if (random.nextInt(3) == 0) {
                revision = revision.with(odd.get(random.nextInt(odd.size())), name);
            }
        }
        return resource.with(List.of(revision.values(), "x", 3), "status", "revisions");
    }

    @Test
    void historyKeepsTenInFullAndOneThatRunsHoweverOldItIs() {
        History history = History.NONE;
        for (int number = 1; number <= 14; number++) {
            RevisionRecord record = RevisionRecord.unknown(number, "p" + number);
            history =
                    history.with(
                            number == 2
                                    ? record.reaching(Outcome.LIVE, NOW)
                                    : record.reaching(Outcome.SKIPPED, NOW));
        }

        assertThat(history.revisions()).hasSize(10);
        assertThat(history.revision(2)).isPresent();
        assertThat(history.earlier())
                .containsExactly(new RevisionRange(1, 1), new RevisionRange(3, 5));
        assertThat(history.highest()).isEqualTo(14);
        assertThat(history.knows(4)).isTrue();
    }

    private static Ledger full() {
        RevisionRecord live =
                RevisionRecord.unknown(12, "eo1.shop.orders.abcdefgh.r000012.")
                        .shaped(4, "v2_2")
                        .started(
                                new Restore(Restore.Mode.SAVEPOINT, "s3://b/savepoint-1", true),
                                "11111111111111111111111111111111")
                        .committedBy(new Snapshot("s3://b/chk-7", 7, "1111", NOW, false))
                        .reaching(Outcome.LIVE, NOW);
        History history =
                new History(
                        List.of(RevisionRecord.unknown(11, ""), live),
                        List.of(new RevisionRange(1, 10)));
        Conditions conditions =
                Conditions.NONE.next(
                        List.of(Verdict.yes(ConditionType.READY, Reason.RUNNING, "It runs.")),
                        3,
                        NOW);
        return Ledger.of(IDENTITY)
                .with(history)
                .with(conditions)
                .recovering(new PlannedRecovery("s3://b/chk-7", 12, 3, NOW));
    }
}
