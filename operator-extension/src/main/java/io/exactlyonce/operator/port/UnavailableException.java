package io.exactlyonce.operator.port;

/** A service did not answer, or not with sense: nothing is known, try again. */
public final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String what;

    /**
     * @param what could not be found out, in words fit for users, as the start of a sentence
     */
    public UnavailableException(String what, Throwable cause) {
        super(what, cause);
        this.what = what;
    }

    /** The same without another exception. */
    public UnavailableException(String what) {
        super(what);
        this.what = what;
    }

    /** What could not be found out, in words fit for users. */
    public String what() {
        return what;
    }
}
