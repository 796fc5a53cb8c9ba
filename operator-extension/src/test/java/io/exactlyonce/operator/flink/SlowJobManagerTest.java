package io.exactlyonce.operator.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long a JobManager is waited for, and what is known of one that says only a part in time. */
class SlowJobManagerTest {
    /** For each of four answers: more than 2 s in all, and less than the limit of each. */
    private static final Duration SLOW = Duration.ofMillis(700);

    private final PlayedJobManager played = new PlayedJobManager();
    private final JobManagers jobManagers =
            new JobManagers(played.address(), InstantSource.system());

    @AfterEach
    void stop() {
        jobManagers.close();
        played.close();
    }

    @Test
    void loadedOneIsHeardOut() {
        played.delay = SLOW;

        FlinkObservation seen = observation();

        assertThat(seen.parallelism()).isEqualTo(4);
        assertThat(seen.settings()).isPresent();
        assertThat(seen.latestCompleted()).isPresent();
    }

    @Test
    void questionWithoutAnAnswerLeavesTheRestKnown() {
        played.deafTo = "/shop/orders/jobs/" + PlayedJobManager.JOB + "/checkpoints";

        FlinkObservation seen = observation();

        assertThat(seen.revision()).contains(3);
        assertThat(seen.isRunning()).isTrue();
        assertThat(seen.settings()).isPresent();
        assertThat(seen.checkpoints().answered()).isFalse();
    }

    @Test
    void jobThatFailedInItsMainMethodHasNoCheckpointsToTellOf() {
        played.answers.remove("/shop/orders/jobs/" + PlayedJobManager.JOB + "/checkpoints");
        played.answers.remove("/shop/orders/jobs/" + PlayedJobManager.JOB + "/checkpoints/config");
        played.answers.put(
                "/shop/orders/jobs/overview",
                PlayedJobManager.OVERVIEW.replace("RUNNING", "FAILED"));

        FlinkObservation seen = observation();

        assertThat(seen.jobState()).isEqualTo("FAILED");
        assertThat(seen.settings()).isEmpty();
        assertThat(seen.checkpoints().answered()).isFalse();
    }

    @Test
    void oneThatGoesSilentAfterItsFirstAnswerCostsAReconcileFiveSecondsAtMost() {
        played.deafTo = "/shop/orders/jobs/overview";
        long start = System.nanoTime();

        assertThat(jobManagers.observe("shop", "orders")).isEmpty();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    }

    private FlinkObservation observation() {
        Optional<FlinkObservation> observation = jobManagers.observe("shop", "orders");
        assertThat(observation).isPresent();
        return observation.get();
    }
}
