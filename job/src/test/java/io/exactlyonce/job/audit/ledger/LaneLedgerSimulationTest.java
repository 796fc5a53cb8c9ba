package io.exactlyonce.job.audit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.audit.ledger.Stamp.Stamped;
import io.exactlyonce.job.audit.report.TopicReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random logs with planted faults: the ledger must find exactly these. */
class LaneLedgerSimulationTest {
    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void findsExactlyWhatWasPlanted(long seed) {
        Log log = new Log(new Random(seed));
        log.write(true);
        log.swap();
        LaneLedger ledger = new LaneLedger("out");

        log.read(ledger);
        ledger.setHorizon();
        TopicReport report = ledger.report();

        assertThat(report.lost()).as("lost").isEqualTo(log.lost);
        assertThat(report.duplicated()).as("duplicated").isEqualTo(log.duplicated);
        assertThat(report.reordered()).as("reordered").isEqualTo(log.reordered);
        assertThat(ledger.hasHoles()).isEqualTo(log.lost > 0);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void truncationHidesOnlyWhatItMayHaveHeld(long seed) {
        Random random = new Random(seed);
        Log log = new Log(random);
        // Doubled records break the rising order that a baseline rests on.
        log.write(false);
        int victim = random.nextInt(log.partitions.size());
        List<Stamped> cut = log.partitions.get(victim);
        List<Stamped> deleted = new ArrayList<>(cut.subList(0, random.nextInt(cut.size() + 1)));
        cut.subList(0, deleted.size()).clear();
        LaneLedger ledger = new LaneLedger("out");
        ledger.begin(new Partition("out", victim), deleted.size());

        log.read(ledger);
        ledger.setHorizon();
        TopicReport report = ledger.report();

        // A deleted record is never called lost; what is called lost was planted.
        long lost = report.lost() == null ? 0 : report.lost();
        assertThat(lost).isLessThanOrEqualTo(log.lost);
        assertThat(lost + report.beforeBaseline() + report.unproven())
                .isLessThanOrEqualTo(log.lost + new HashSet<>(deleted).size());
        if (deleted.isEmpty()) {
            assertThat(report.lost()).isEqualTo(log.lost);
        }
    }

    /** A topic as a broker would hold it. */
    private static final class Log {
        final Random random;
        final List<List<Stamped>> partitions = new ArrayList<>();
        final Set<Stamped> doubled = new HashSet<>();
        long lost;
        long duplicated;
        long reordered;

        Log(Random random) {
            this.random = random;
            for (int i = 0; i < 1 + random.nextInt(5); i++) {
                partitions.add(new ArrayList<>());
            }
        }

        /** Lanes take turns; some records are never written, some are written again later. */
        void write(boolean doubling) {
            long[] next = new long[1 + random.nextInt(4)];
            List<Stamped> written = new ArrayList<>();
            for (int i = 0; i < 500 + random.nextInt(1500); i++) {
                int lane = random.nextInt(next.length);
                Stamped stamp = new Stamped(lane, next[lane]++);
                int fate = random.nextInt(100);
                if (fate == 0) {
                    lost++;
                    continue;
                }
                append(stamp);
                written.add(stamp);
                if (fate == 1 && doubling) {
                    Stamped again = written.get(random.nextInt(written.size()));
                    append(again);
                    doubled.add(again);
                    duplicated++;
                }
            }
            // The highest number of each lane is written: a lost tail is not the lanes' to find.
            for (int lane = 0; lane < next.length; lane++) {
                append(new Stamped(lane, next[lane]));
            }
        }

        private void append(Stamped stamp) {
            partitions.get(random.nextInt(partitions.size())).add(stamp);
        }

        /** Swaps neighbours of one lane, far enough apart to be told from each other. */
        void swap() {
            for (List<Stamped> partition : partitions) {
                for (int i = 0; i + 1 < partition.size(); i += 1 + random.nextInt(60)) {
                    Stamped first = partition.get(i);
                    Stamped second = partition.get(i + 1);
                    if (first.lane() == second.lane()
                            && !doubled.contains(first)
                            && !doubled.contains(second)) {
                        partition.set(i, second);
                        partition.set(i + 1, first);
                        reordered++;
                        i++;
                    }
                }
            }
        }

        /** Reads partitions in random turns, each in order. */
        void read(LaneLedger ledger) {
            int[] positions = new int[partitions.size()];
            int left = partitions.stream().mapToInt(List::size).sum();
            while (left > 0) {
                int p = random.nextInt(positions.length);
                int batch = random.nextInt(200);
                while (batch-- > 0 && positions[p] < partitions.get(p).size()) {
                    Stamped stamp = partitions.get(p).get(positions[p]);
                    ledger.observe(new Partition("out", p), positions[p]++, stamp);
                    left--;
                }
            }
        }
    }
}
