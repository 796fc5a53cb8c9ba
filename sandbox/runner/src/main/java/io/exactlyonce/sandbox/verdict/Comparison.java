package io.exactlyonce.sandbox.verdict;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The difference between what is expected and what is there.
 *
 * @param lost expected and not there
 * @param duplicated there more often than expected
 * @param unexpected there and not expected at all; a changed value counts here and as lost
 * @param reordered keys whose values are all there, in another order
 */
record Comparison(long lost, long duplicated, long unexpected, long reordered) {
    private static final Comparison NONE = new Comparison(0, 0, 0, 0);

    /**
     * Compares the two.
     *
     * @param inOrder whether the pipeline keeps the order of the records of a key. Without a key
     *     there never is one: such records go to any partition
     */
    static Comparison of(Books expected, Books actual, boolean inOrder) {
        Set<String> keys = new HashSet<>(expected.outputs().keySet());
        keys.addAll(actual.outputs().keySet());
        Comparison sum = unordered(expected.deadLetters(), actual.deadLetters());
        for (String key : keys) {
            List<Long> due = expected.outputs().getOrDefault(key, List.of());
            List<Long> found = actual.outputs().getOrDefault(key, List.of());
            boolean ordered = inOrder && !key.equals(Outputs.NO_KEY);
            sum = sum.plus(ordered ? ordered(due, found) : unordered(due, found));
        }
        return sum;
    }

    private static Comparison ordered(List<Long> expected, List<Long> actual) {
        if (expected.equals(actual)) {
            return NONE;
        }
        Comparison difference = unordered(expected, actual);
        return difference.equals(NONE) ? new Comparison(0, 0, 0, 1) : difference;
    }

    private static Comparison unordered(List<Long> expected, List<Long> actual) {
        Map<Long, Long> balance = new HashMap<>();
        expected.forEach(value -> balance.merge(value, -1L, Long::sum));
        actual.forEach(value -> balance.merge(value, 1L, Long::sum));
        Set<Long> known = new HashSet<>(expected);
        long lost = 0;
        long duplicated = 0;
        long unexpected = 0;
        for (Map.Entry<Long, Long> entry : balance.entrySet()) {
            long surplus = entry.getValue();
            lost += Math.max(0, -surplus);
            if (known.contains(entry.getKey())) {
                duplicated += Math.max(0, surplus);
            } else {
                unexpected += surplus;
            }
        }
        return new Comparison(lost, duplicated, unexpected, 0);
    }

    private Comparison plus(Comparison other) {
        return new Comparison(
                lost + other.lost,
                duplicated + other.duplicated,
                unexpected + other.unexpected,
                reordered + other.reordered);
    }
}
