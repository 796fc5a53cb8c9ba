package io.exactlyonce.operator.port;

import io.exactlyonce.operator.condition.Reason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A service did not answer, or not with sense: nothing is known, try again. */
public final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String what;
    private final @Nullable Reason reason;

    /**
     * @param what could not be found out, in words fit for users, as the start of a sentence
     */
    public UnavailableException(String what, Throwable cause) {
        super(what, cause);
        this.what = what;
        this.reason = null;
    }

    /** The same without another exception. */
    public UnavailableException(String what) {
        super(what);
        this.what = what;
        this.reason = null;
    }

    /**
     * The same for a condition.
     *
     * @param reason of the condition that says so
     * @param cause null if there is none
     */
    public UnavailableException(Reason reason, String what, @Nullable Throwable cause) {
        super(what, cause);
        this.what = what;
        this.reason = reason;
    }

    /** What could not be found out, in words fit for users. */
    public String what() {
        return what;
    }

    /** Reason of the condition that says so, if who threw it knows one. */
    public Optional<Reason> reason() {
        return Optional.ofNullable(reason);
    }
}
