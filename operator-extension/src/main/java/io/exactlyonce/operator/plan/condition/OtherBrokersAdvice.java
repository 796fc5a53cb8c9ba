package io.exactlyonce.operator.plan.condition;

/** What to do where the policy names other brokers than the job writes to. */
public final class OtherBrokersAdvice {
    public static final String TEXT =
            "Let the policy name the job's brokers again; or, if the job is to write to those of the"
                    + " policy, where the offsets in its state have to hold as well, set annotation"
                    + " exactlyonce.io/adopt-policy to a new value, which opens a revision with"
                    + " them.";

    private OtherBrokersAdvice() {}
}
