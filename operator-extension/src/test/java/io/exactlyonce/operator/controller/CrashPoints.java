package io.exactlyonce.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.controller.Lifecycle.End;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;

/**
 * One story for each write that may fail. Each has a world of its own and waits most of its time,
 * so several are played at once.
 */
final class CrashPoints {
    private static final int AT_ONCE = 6;

    /** More writes than a story takes. */
    private static final int ENOUGH = 60;

    private CrashPoints() {}

    /**
     * Plays stories until there is one that ends before the write that was to fail.
     *
     * @param first number of the first write that fails
     * @param step from one such number to the next
     * @param story with the n-th write failing
     * @return the ends of all stories in which it did, by its number
     */
    static SortedMap<Integer, End> ends(int first, int step, IntFunction<End> story) {
        SortedMap<Integer, CompletableFuture<Optional<End>>> stories = new TreeMap<>();
        ExecutorService players = Executors.newFixedThreadPool(AT_ONCE);
        try {
            AtomicBoolean over = new AtomicBoolean();
            for (int number = first; number <= ENOUGH; number += step) {
                int failing = number;
                stories.put(
                        number,
                        CompletableFuture.supplyAsync(() -> play(failing, story, over), players));
            }
            return failed(stories);
        } finally {
            players.shutdownNow();
        }
    }

    /** Whatever happened on the way, the same is left. */
    static void requireSame(End expected, SortedMap<Integer, End> ends) {
        ends.forEach(
                (failing, end) -> {
                    assertThat(end.ledger())
                            .describedAs("ledger after a failure of write %s", failing)
                            .isEqualTo(expected.ledger());
                    assertThat(end.spec())
                            .describedAs("spec after a failure of write %s", failing)
                            .isEqualTo(expected.spec());
                });
    }

    private static Optional<End> play(int failing, IntFunction<End> story, AtomicBoolean over) {
        if (over.get()) {
            return Optional.empty();
        }
        End end = story.apply(failing);
        if (!end.failed()) {
            over.set(true);
            return Optional.empty();
        }
        return Optional.of(end);
    }

    private static SortedMap<Integer, End> failed(
            SortedMap<Integer, CompletableFuture<Optional<End>>> stories) {
        SortedMap<Integer, End> ends = new TreeMap<>();
        for (int number : stories.keySet()) {
            Optional<End> end = stories.get(number).join();
            if (end.isEmpty()) {
                return ends;
            }
            ends.put(number, end.get());
        }
        throw new AssertionError("The story takes more than " + ENOUGH + " writes");
    }
}
