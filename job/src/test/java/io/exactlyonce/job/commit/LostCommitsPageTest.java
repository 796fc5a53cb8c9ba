package io.exactlyonce.job.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.config.CommitOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page about lost commits names what there is. */
class LostCommitsPageTest {
    private static final Path PAGE = Path.of("../docs/lost-commits.md");

    @ParameterizedTest
    @EnumSource
    void everyCodeIsExplained(CommitCode code) throws IOException {
        assertThat(Files.readString(PAGE).lines())
                .filteredOn(line -> line.contains("`" + code + "`"))
                .hasSizeGreaterThanOrEqualTo(2)
                .anyMatch(line -> line.startsWith("- "));
    }

    @Test
    void everyCounterIsListed() throws IOException {
        Names names = new Names();
        CommitCounters.in(names);

        assertThat(names.groups).containsExactly("exactlyOnce");
        assertThat(names.counters).hasSize(6);
        String page = Files.readString(PAGE);
        assertThat(names.counters).allSatisfy(name -> assertThat(page).contains("| `" + name));
    }

    @Test
    void theOptionsAreNamed() throws IOException {
        assertThat(Files.readString(PAGE))
                .contains(
                        CommitOptions.ACCEPT_LOST_COMMITS.key(),
                        CommitOptions.ON_UNKNOWN_COMMIT.key());
    }

    /** A group that remembers what it was asked for. */
    private static final class Names extends UnregisteredMetricsGroup {
        private final List<String> groups = new ArrayList<>();
        private final List<String> counters = new ArrayList<>();

        @Override
        public MetricGroup addGroup(String name) {
            groups.add(name);
            return this;
        }

        @Override
        public Counter counter(String name) {
            counters.add(name);
            return super.counter(name);
        }
    }
}
