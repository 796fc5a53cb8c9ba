package io.exactlyonce.operator.ledger;

import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A partition whose careful readers wait for longer than checkpoints explain.
 *
 * @param topic of the partition
 * @param partition from 0
 * @param lag offsets from the last stable offset to the high watermark
 * @param cause what holds it, in one word
 * @param holder whose transaction holds it
 * @param openSince when that transaction began; when the place was first seen to be held if no
 *     coordinator tells
 * @param remedy what to do, in words fit for users
 */
public record StalledPartition(
        String topic,
        int partition,
        long lag,
        Cause cause,
        Holder holder,
        Instant openSince,
        String remedy) {
    /** As long as the resource definition lets it be. */
    private static final int LONGEST = 4096;

    /** Cuts what is too long to be stored. */
    public StalledPartition {
        remedy = remedy.length() <= LONGEST ? remedy : remedy.substring(0, LONGEST - 1) + "…";
    }

    /** What holds a last stable offset. */
    public enum Cause {
        /** A transaction of the running revision: no checkpoint completes. */
        LIVE("Live"),
        /** A transaction that a snapshot which may be restored holds pending. */
        PROTECTED("Protected"),
        /** A transaction that nobody will finish. */
        ORPHAN("Orphan"),
        /** A transaction of ours of which it cannot be told whether anybody will finish it. */
        UNDECIDED("Undecided"),
        /** A transaction of somebody else. */
        FOREIGN("Foreign"),
        /** A transaction that no coordinator knows: it never ends by itself. */
        HANGING("Hanging"),
        /** It could not be found out. */
        UNKNOWN("Unknown");

        private final String text;

        Cause(String text) {
            this.text = text;
        }

        /** As it is written in a status. */
        public String text() {
            return text;
        }

        /** The cause of a standing. */
        public static Cause of(StandingKind standing) {
            return switch (standing) {
                case LIVE -> LIVE;
                case PROTECTED -> PROTECTED;
                case ORPHAN -> ORPHAN;
                case UNDECIDED -> UNDECIDED;
            };
        }

        /** The cause of a text; one of another version is {@code UNKNOWN}. */
        public static Cause of(String text) {
            return Arrays.stream(values())
                    .filter(cause -> cause.text.equals(text))
                    .findFirst()
                    .orElse(UNKNOWN);
        }
    }

    /**
     * Whose transaction it is, as far as that is known.
     *
     * @param transactionalId in full; empty text if unknown
     * @param revision of this deployment; 0 if it is none of its transactions
     * @param subtask number of the subtask in the id; -1 if there is none
     */
    public record Holder(String transactionalId, int revision, int subtask) {
        /** Nothing is known. */
        public static final Holder UNKNOWN = new Holder("", 0, -1);

        public OptionalInt subtaskIfKnown() {
            return subtask < 0 ? OptionalInt.empty() : OptionalInt.of(subtask);
        }
    }
}
