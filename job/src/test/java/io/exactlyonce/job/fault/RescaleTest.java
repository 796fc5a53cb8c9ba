package io.exactlyonce.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.harness.TestJob;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each rescale goes through a savepoint and opens a new prefix, while records keep coming. */
class RescaleTest {
    @RegisterExtension static final Bench BENCH = new Bench();

    private static final int RECORDS_PER_RUN = 300;

    @Test
    void lanesKeepCountingThroughUpAndDown() {
        rescale("rescale", List.of(2, 4, 1));
    }

    @Test
    @Tag("slow")
    void lanesKeepCountingThroughTenRescales() {
        Random random = new Random(20_11);
        rescale("rescale-ten", random.ints(11, 1, 5).boxed().toList());
    }

    private static void rescale(String name, List<Integer> parallelisms) {
        Scenario scenario = Scenario.totals(BENCH, name).checkpointingByItself();
        String savepoint = null;
        try (Feed feed = Feed.start(BENCH.kafka(), scenario.in())) {
            List<ConsumerRecord<byte[], byte[]>> before = List.of();
            for (int parallelism : parallelisms) {
                TestJob job = scenario.parallelism(parallelism).start(savepoint);
                scenario.awaitCommitted(before.size() + RECORDS_PER_RUN);
                savepoint = scenario.stop(job);
                assertThat(job.restarts()).isZero();
                List<ConsumerRecord<byte[], byte[]>> after = scenario.committed();
                everyLaneWentOn(Oracle.lengths(before), Oracle.lengths(after));
                assertThat(Oracle.lengths(after).size()).isGreaterThanOrEqualTo(parallelism);
                before = after;
            }
            int sent = feed.stop();
            TestJob last = scenario.start(savepoint);
            scenario.awaitCommitted(sent);
            scenario.stop(last);
        }
        scenario.assertExactlyOnce();
    }

    private static void everyLaneWentOn(Map<String, Long> before, Map<String, Long> after) {
        before.forEach((lane, length) -> assertThat(after.get(lane)).isGreaterThan(length));
    }
}
