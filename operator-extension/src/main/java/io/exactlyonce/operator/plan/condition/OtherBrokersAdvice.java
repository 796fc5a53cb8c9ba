package io.exactlyonce.operator.plan.condition;

/** What to do where the policy names other brokers than the job writes to. */
public final class OtherBrokersAdvice {
    public static final String TEXT =
            "Let the policy name the job's brokers again, or set annotation"
                    + " exactlyonce.io/adopt-policy to a new value: that opens a revision with those"
                    + " of the policy.";

    private OtherBrokersAdvice() {}
}
