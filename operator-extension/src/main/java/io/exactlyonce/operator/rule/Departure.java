package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.deployment.StateBackend;
import java.util.Optional;

/**
 * A change after which the state that a job leaves cannot be found or read. A savepoint is carried
 * by its path, a checkpoint is found through the metadata of high availability. A savepoint in the
 * canonical format fits every state backend; one in the native format, and a checkpoint, fit the
 * backend that wrote them (Flink documentation, "Checkpoints vs. Savepoints"; FLIP-203).
 *
 * @param key the option that changes
 * @param reason why the last state is of no use after it
 */
record Departure(FlinkKey key, String reason) {
    /** Empty if the last state can be taken up. */
    static Optional<Departure> between(EffectiveConfiguration then, EffectiveConfiguration now) {
        MetadataPlace left = MetadataPlace.of(then.merged());
        MetadataPlace place = MetadataPlace.of(now.merged());
        if (place.isOn() && left.isOn() && !place.isSameAs(left)) {
            return Optional.of(
                    new Departure(
                            place.differenceTo(left),
                            "what the job goes on from is kept in the place that is left"));
        }
        return StateBackend.changes(then.merged(), now.merged())
                ? Optional.of(
                        new Departure(
                                FlinkKey.STATE_BACKEND,
                                "neither a checkpoint nor a NATIVE savepoint of one state backend"
                                        + " can be read by another"))
                : Optional.empty();
    }

    /** Whether it is of another backend, which no state in a native format fits. */
    boolean isOfBackend() {
        return key.equals(FlinkKey.STATE_BACKEND);
    }
}
