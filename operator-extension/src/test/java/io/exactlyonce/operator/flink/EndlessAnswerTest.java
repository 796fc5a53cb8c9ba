package io.exactlyonce.operator.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JobManagers whose answers begin and do not end, and what is left for the others. */
class EndlessAnswerTest {
    /** More than there are workers. */
    private static final int STUCK = 60;

    private final PlayedJobManager played = new PlayedJobManager();
    private final JobManagers jobManagers =
            new JobManagers(played.address(), InstantSource.system());

    @AfterEach
    void stop() {
        jobManagers.close();
        played.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.02S", "PT1H"})
    void workersComeFreeForTheNextOne(Duration between) throws InterruptedException {
        played.endless = "/stuck-";
        played.between = between;

        askTheStuck();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> jobManagers.observe("shop", "orders").isPresent());
    }

    @Test
    void connectionOfAnAnswerThatTricklesIsClosed() {
        played.endless = "/stuck-";
        played.between = Duration.ofMillis(20);
        assertThat(jobManagers.observe("shop", "stuck-1")).isEmpty();
        assertThat(played.listeners).hasValue(1);

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(played.listeners).hasValue(0));
    }

    private void askTheStuck() throws InterruptedException {
        List<Callable<Boolean>> questions =
                IntStream.range(0, STUCK).mapToObj(number -> question("stuck-" + number)).toList();
        ExecutorService reconcilers = Executors.newFixedThreadPool(STUCK);
        try {
            reconcilers.invokeAll(questions);
        } finally {
            reconcilers.shutdownNow();
        }
    }

    private Callable<Boolean> question(String name) {
        return () -> jobManagers.observe("shop", name).isPresent();
    }

    @Test
    void countersThatNobodyWaitsForAreAskedForNoMore() {
        assertThat(jobManagers.observe("shop", "orders")).isPresent();
        played.endless = "/shop/orders/jobs/" + PlayedJobManager.JOB;
        played.between = Duration.ofMillis(20);

        assertThat(jobManagers.committers("shop", "orders", PlayedJobManager.JOB, Set.of("lost")))
                .isEmpty();

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(played.listeners).hasValue(0));
        assertThat(jobManagers.observe("shop", "orders")).isPresent();
    }
}
