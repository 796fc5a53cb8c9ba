package io.exactlyonce.operator.port;

import java.util.function.BiConsumer;

/** Tells which policies change. */
@FunctionalInterface
public interface PolicyChanges {

    /**
     * @param listener called with namespace and name of every policy that is created, changed or
     *     deleted from now on, once {@link KubernetesPort#policy} answers accordingly; must return
     *     at once
     */
    void listen(BiConsumer<String, String> listener);
}
