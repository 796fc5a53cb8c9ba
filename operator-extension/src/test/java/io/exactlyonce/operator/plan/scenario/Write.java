package io.exactlyonce.operator.plan.scenario;

import io.exactlyonce.operator.deployment.Fields;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A write as the API server hands it to admission.
 *
 * @param object as it would be stored
 * @param before as it is stored; null for a CREATE
 * @param userSpec fields of the spec that the writer named in it
 * @param repeatable whether the same write again is one that people and tools do all the time
 */
record Write(Fields object, @Nullable Fields before, Fields userSpec, boolean repeatable) {

    Optional<Fields> stored() {
        return Optional.ofNullable(before);
    }

    String name() {
        return object.text("metadata", "name").orElse("");
    }
}
