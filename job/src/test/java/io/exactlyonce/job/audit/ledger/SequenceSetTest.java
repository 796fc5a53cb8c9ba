package io.exactlyonce.job.audit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceSetTest {
    @Test
    void numbersInOrderLeaveNoHole() {
        SequenceSet set = new SequenceSet();

        LongStream.range(0, 1000).forEach(set::add);

        assertThat(set.end()).isEqualTo(1000);
        assertThat(set.missing(new Range(0, 1000))).isZero();
        assertThat(set.holes(new Range(0, 1000), 10)).isEmpty();
    }

    @Test
    void forgedHugeNumberIsOneHoleAndCostsNothing() {
        SequenceSet set = new SequenceSet();

        set.add(0);
        set.add(Long.MAX_VALUE - 1);

        assertThat(set.missing(new Range(0, set.end()))).isEqualTo(Long.MAX_VALUE - 2);
        assertThat(set.holes(new Range(0, set.end()), 10))
                .containsExactly(new Range(1, Long.MAX_VALUE - 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithAPlainSetInAnyOrder(long seed) {
        Random random = new Random(seed);
        long start = seed % 2 == 0 ? 0 : 10_000_000_000L;
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            if (random.nextInt(500) != 0) {
                numbers.add(start + i);
            }
        }
        for (int i = 0; i + 5_000 <= numbers.size(); i += 5_000) {
            Collections.shuffle(numbers.subList(i, i + 5_000), random);
        }
        SequenceSet set = new SequenceSet();
        TreeSet<Long> plain = new TreeSet<>();

        for (long number : numbers) {
            assertThat(set.add(number)).isEqualTo(plain.add(number));
            if (random.nextInt(100) == 0) {
                assertThat(set.add(number)).isFalse();
            }
        }

        assertThat(set.end()).isEqualTo(plain.last() + 1);
        for (int i = 0; i < 50; i++) {
            long from = start + random.nextInt(200_000);
            Range range = new Range(from, from + random.nextInt(20_000));
            assertThat(set.missing(range)).isEqualTo(missing(plain, range));
            assertThat(set.holes(range, Integer.MAX_VALUE).stream().mapToLong(this::size).sum())
                    .isEqualTo(missing(plain, range));
            assertThat(set.holes(range, Integer.MAX_VALUE))
                    .allMatch(hole -> plain.subSet(hole.from(), hole.to()).isEmpty());
        }
    }

    private long missing(TreeSet<Long> plain, Range range) {
        return range.to() - range.from() - plain.subSet(range.from(), range.to()).size();
    }

    private long size(Range range) {
        return range.to() - range.from();
    }
}
