package io.exactlyonce.operator.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.exactlyonce.operator.plan.evidence.CheckpointStatistics;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.FlinkObservation.Checkpointing;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as Flink 2.2 gives them, and everything else that may answer. */
class JobManagersTest {
    private static final String JOB = PlayedJobManager.JOB;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-07-01T10:00:00Z"));
    private final PlayedJobManager played = new PlayedJobManager();
    private final JobManagers jobManagers = new JobManagers(played.address(), now::get);

    @AfterEach
    void stop() {
        jobManagers.close();
        played.close();
    }

    @Test
    void howCheckpointsWentIsSeen() {
        assertThat(observation().checkpoints().statistics())
                .isEqualTo(
                        new CheckpointStatistics(
                                7,
                                2,
                                new CheckpointStatistics.Newest(
                                        Duration.ofMillis(850), 4096, 512)));
    }

    @Test
    void countersOfCommittersAreSummedOverSinksAndSubtasks() {
        String metrics =
                "/shop/orders/jobs/" + JOB + "/vertices/" + "2".repeat(32) + "/subtasks/metrics";
        played.answers.put(
                metrics,
                """
                [{"id": "numRecordsIn"}, {"id": "sink-out__Committer.successfulCommittables"},
                 {"id": "sink-out__Committer.exactlyOnce.lostCommits"},
                 {"id": "sink-out__Writer.successfulCommittables"},
                 {"id": "sink-late__Committer.successfulCommittables"}]
                """);
        played.answers.put(
                metrics
                        + "?agg=sum&get=sink-out__Committer.successfulCommittables,"
                        + "sink-out__Committer.exactlyOnce.lostCommits,"
                        + "sink-late__Committer.successfulCommittables",
                """
                [{"id": "sink-out__Committer.successfulCommittables", "sum": 40.0},
                 {"id": "sink-out__Committer.exactlyOnce.lostCommits", "sum": 0.0},
                 {"id": "sink-late__Committer.successfulCommittables", "sum": 2.0}]
                """);
        assertThat(committers()).isEmpty();

        assertThat(observation().isRunning()).isTrue();

        assertThat(committers()).contains(Map.of("successfulCommittables", 42L, "lostCommits", 0L));
    }

    @Test
    void committersThatDoNotAnswerAreNotHeldAgainstTheJob() {
        assertThat(observation().isRunning()).isTrue();

        assertThat(committers()).isEmpty();

        assertThat(observation().isRunning()).isTrue();
    }

    private Optional<Map<String, Long>> committers() {
        return jobManagers.committers(
                "shop", "orders", JOB, Set.of("successfulCommittables", "lostCommits"));
    }

    @Test
    void runningJobIsSeenWithItsConfigurationAndSnapshots() {
        FlinkObservation seen = observation();

        assertThat(seen.revision()).contains(3);
        assertThat(seen.prefix()).isEqualTo("eo1.shop.orders.x.r000003.");
        assertThat(seen.jobId()).isEqualTo(JOB);
        assertThat(seen.isRunning()).isTrue();
        assertThat(seen.parallelism()).isEqualTo(4);
        assertThat(seen.settings())
                .contains(
                        new Checkpointing(
                                true,
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(2),
                                Duration.ZERO,
                                1));
        assertThat(seen.latestCompleted())
                .contains(
                        new Snapshot(
                                "s3://flink/cp/chk-8",
                                8,
                                JOB,
                                Instant.ofEpochMilli(1_751_364_000_000L),
                                false));
        assertThat(seen.restored())
                .contains(new Snapshot("s3://flink/sp/savepoint-1", 5, "", null, true));
    }

    @Test
    void onlyKeysOfOursAreKept() {
        assertThat(observation().configuration()).doesNotContainKey("s3.secret-key");
    }

    @Test
    void jobManagerWithoutAJobIsAnAnswer() {
        played.answers.put("/shop/orders/jobs/overview", "{\"jobs\": []}");

        assertThat(observation().jobId()).isEmpty();
        assertThat(observation().checkpoints().answered()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[", "{\"jobs\": [{\"jid\": \"../../x\"}]}"})
    void whatMakesNoSenseIsNoObservation(String overview) {
        played.answers.put("/shop/orders/jobs/overview", overview);

        assertThat(jobManagers.observe("shop", "orders")).isEmpty();
    }

    @Test
    void answerWithoutEndIsNoObservation() {
        played.answers.put(
                "/shop/orders/jobmanager/config",
                "[\"" + "x".repeat(JobManagerRest.LARGEST) + "\"]");

        assertThat(jobManagers.observe("shop", "orders")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "a/../b", "a:9", "", "a@b", "A"})
    void nameThatIsNoServiceIsNeverAsked(String name) {
        assertThat(jobManagers.observe("shop", name)).isEmpty();
        assertThat(jobManagers.observe(name, "orders")).isEmpty();
        assertThat(played.asked).hasValue(0);
    }

    @Test
    void silentOneIsLeftAloneForAWhile() {
        played.silent = true;
        assertThat(jobManagers.observe("shop", "orders")).isEmpty();
        int before = played.asked.get();

        assertThat(jobManagers.observe("shop", "orders")).isEmpty();
        assertThat(played.asked).hasValue(before);

        played.silent = false;
        now.updateAndGet(time -> time.plusSeconds(11));
        assertThat(jobManagers.observe("shop", "orders")).isPresent();
    }

    @Test
    void lateAnswerIsASignOfLife() {
        played.silent = true;
        assertThat(jobManagers.observe("shop", "orders")).isEmpty();
        played.silent = false;
        played.release();

        await().until(() -> jobManagers.observe("shop", "orders").isPresent());
    }

    @Test
    void addressIsTheServiceOfUpstream() {
        assertThat(JobManagerAddress.SERVICE.of("shop", "orders"))
                .hasToString("http://orders-rest.shop:8081");
    }

    private FlinkObservation observation() {
        Optional<FlinkObservation> observation = jobManagers.observe("shop", "orders");
        assertThat(observation).isPresent();
        return observation.get();
    }
}
