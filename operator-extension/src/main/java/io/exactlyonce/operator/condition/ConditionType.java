package io.exactlyonce.operator.condition;

import java.util.Arrays;
import java.util.Optional;

/** What a ledger says of its deployment, in the order in which it is shown. */
public enum ConditionType {
    READY("Ready", "The revision of the spec runs and has completed a checkpoint"),
    EXACTLY_ONCE("ExactlyOnce", "Exactly-once was seen in effect, at the job and at the brokers"),
    TIMEOUTS_SAFE("TimeoutsSafe", "No outage that the policy allows for loses a transaction"),
    TRANSACTIONS_CLEAN("TransactionsClean", "No transaction of an earlier revision is open"),
    CHECKPOINTING_HEALTHY("CheckpointingHealthy", "Checkpoints complete as often as configured"),
    RECONCILING("Reconciling", "Something is under way that ends by itself"),
    STALLED("Stalled", "Nothing will change until a person changes something");

    private final String text;
    private final String title;

    ConditionType(String text, String title) {
        this.text = text;
        this.title = title;
    }

    /** As it is written in a status. */
    public String text() {
        return text;
    }

    /** What {@code True} means, in one short sentence without a full stop. */
    public String title() {
        return title;
    }

    /** The type of a text; empty for one of another version. */
    public static Optional<ConditionType> of(String text) {
        return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
    }
}
