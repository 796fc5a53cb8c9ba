package io.exactlyonce.operator.transaction;

import io.exactlyonce.operator.ledger.StandingKind;

/** What is to become of an open transaction, and why. */
public sealed interface Standing {

    /** In one word. */
    StandingKind kind();

    /** Its revision runs and will finish it. */
    record Live() implements Standing {
        @Override
        public StandingKind kind() {
            return StandingKind.LIVE;
        }
    }

    /**
     * A snapshot that may be restored holds it pending: to abort it would be a loss.
     *
     * @param snapshot path
     */
    record Protected(String snapshot) implements Standing {
        @Override
        public StandingKind kind() {
            return StandingKind.PROTECTED;
        }
    }

    /** Nobody will finish it. */
    record Orphan() implements Standing {
        @Override
        public StandingKind kind() {
            return StandingKind.ORPHAN;
        }
    }

    /**
     * Whether anybody will finish it cannot be told at present; so nothing is done.
     *
     * @param why as the end of a sentence
     */
    record Undecided(String why) implements Standing {
        @Override
        public StandingKind kind() {
            return StandingKind.UNDECIDED;
        }
    }
}
