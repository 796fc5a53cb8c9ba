package io.exactlyonce.operator.port;

/** A part of the process that can be asked how it is. */
public interface HealthCheck {

    /** For people, {@code informer exactlyoncepolicies}. */
    String name();

    /** How it is now; quick, and never an exception. */
    Health health();

    /**
     * How a part is.
     *
     * @param state what to do about it
     * @param detail one line for people
     */
    record Health(State state, String detail) {
        /** Works. */
        public static Health ready(String detail) {
            return new Health(State.READY, detail);
        }

        /** Does not work yet, or not at present; time or people will mend it. */
        public static Health notReady(String detail) {
            return new Health(State.NOT_READY, detail);
        }

        /** Will never work again in this process. */
        public static Health dead(String detail) {
            return new Health(State.DEAD, detail);
        }
    }

    /** What to do about a part. */
    enum State {
        READY,
        NOT_READY,
        DEAD
    }
}
