package io.exactlyonce.job.twophase;

import static io.exactlyonce.job.twophase.Samples.OTHER_RUN;
import static io.exactlyonce.job.twophase.Samples.RUN;
import static io.exactlyonce.job.twophase.Samples.SINK;
import static io.exactlyonce.job.twophase.Samples.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrphanRuleTest {
    private static final long RESTORED = 5;

    @Test
    void pendingCommittableOfTheRestoredCheckpointIsKept() {
        OrphanRule rule = restoring(writer(RUN, 0, 1), state(RUN));

        for (long openedAfter = 0; openedAfter < RESTORED; openedAfter++) {
            assertThat(rule.isOrphan(name(RUN, 0, openedAfter))).isFalse();
        }
    }

    @Test
    void whatWasOpenedAfterTheRestoredCheckpointIsAborted() {
        OrphanRule rule = restoring(writer(RUN, 0, 1), state(RUN));

        assertThat(rule.isOrphan(name(RUN, 0, RESTORED))).isTrue();
        assertThat(rule.isOrphan(name(RUN, 0, RESTORED + 3))).isTrue();
    }

    @Test
    void everyOrphanOfThisRunFallsToExactlyOneSubtaskAfterScalingDown() {
        for (int formerSubtask = 0; formerSubtask < 7; formerSubtask++) {
            TransactionName orphan = name(RUN, formerSubtask, RESTORED);
            long owners =
                    IntStream.range(0, 3)
                            .filter(
                                    subtask ->
                                            restoring(writer(RUN, subtask, 3), state(RUN))
                                                    .isOrphan(orphan))
                            .count();
            assertThat(owners).isOne();
        }
    }

    @Test
    void writerNeverAbortsWhatAnotherSubtaskOfThisRunMayBeWriting() {
        OrphanRule rule = restoring(writer(RUN, 1, 4), state(RUN));

        assertThat(rule.isOrphan(name(RUN, 0, RESTORED))).isFalse();
        assertThat(rule.isOrphan(name(RUN, 2, RESTORED))).isFalse();
    }

    @Test
    void anyWriterWithAStateAbortsWhatTheFormerRunLeft() {
        OrphanRule rule = restoring(writer(RUN, 1, 4), state(OTHER_RUN));

        assertThat(rule.isOrphan(name(OTHER_RUN, 0, RESTORED))).isTrue();
        assertThat(rule.isOrphan(name(OTHER_RUN, 9, RESTORED))).isTrue();
        assertThat(rule.isOrphan(name(OTHER_RUN, 9, RESTORED - 1))).isFalse();
    }

    @Test
    void runThisSnapshotDoesNotDescendFromIsLeftAlone() {
        OrphanRule rule = restoring(writer(RUN, 0, 1), state(RUN));

        assertThat(rule.isOrphan(name(OTHER_RUN, 0, RESTORED + 100))).isFalse();
    }

    @Test
    void otherSinkIsLeftAlone() {
        OrphanRule rule = restoring(writer(RUN, 0, 1), state(RUN));
        TransactionName other =
                new TransactionName("orders-eu", RUN, 0, RESTORED, "00000000000000aa");

        assertThat(rule.isOrphan(other)).isFalse();
    }

    @Test
    void firstAttemptWithoutSnapshotAbortsNothing() {
        OrphanRule rule = OrphanRule.withoutSnapshot(writer(RUN, 0, 1));

        assertThat(rule.isOrphan(name(RUN, 0, 0))).isFalse();
        assertThat(rule.isOrphan(name(OTHER_RUN, 0, 8))).isFalse();
    }

    @Test
    void laterAttemptWithoutSnapshotAbortsOnlyItsOwnRun() {
        OrphanRule rule = OrphanRule.withoutSnapshot(new OrphanRule.Writer(SINK, RUN, 0, 1, 1));

        assertThat(rule.isOrphan(name(RUN, 0, 0))).isTrue();
        assertThat(rule.isOrphan(name(OTHER_RUN, 0, 0))).isFalse();
    }

    @Test
    void nextTransactionIsOpenedAfterTheRestoredCheckpoint() {
        assertThat(OrphanRule.withoutSnapshot(writer(RUN, 0, 1)).openAfter()).isZero();
        assertThat(restoring(writer(RUN, 0, 1), state(RUN)).openAfter()).isEqualTo(RESTORED);
    }

    @Test
    void stateOfAnotherSinkIsRefused() {
        FileWriterState foreign = new FileWriterState("payments", RUN, RESTORED);

        assertThatThrownBy(() -> restoring(writer(RUN, 0, 1), foreign))
                .hasMessageContaining("'payments'")
                .hasMessageContaining("'orders'");
    }

    @Test
    void witnessesThatDisagreeOnTheCheckpointAreRefused() {
        FileWriterState older = new FileWriterState(SINK, RUN, RESTORED - 1);

        assertThatThrownBy(() -> restoring(writer(RUN, 0, 1), older))
                .hasMessageContaining("checkpoint 4")
                .hasMessageContaining("checkpoint 5");
    }

    @Test
    void restoreWithoutACheckpointIdIsRefused() {
        assertThatThrownBy(
                        () ->
                                OrphanRule.restoring(
                                        writer(RUN, 0, 1), OptionalLong.empty(), List.of()))
                .hasMessageContaining("names no checkpoint");
    }

    private static OrphanRule.Writer writer(String run, int subtask, int parallelism) {
        return new OrphanRule.Writer(SINK, run, subtask, parallelism, 0);
    }

    private static FileWriterState state(String run) {
        return new FileWriterState(SINK, run, RESTORED);
    }

    private static OrphanRule restoring(OrphanRule.Writer writer, FileWriterState state) {
        return OrphanRule.restoring(writer, OptionalLong.of(RESTORED), List.of(state));
    }
}
