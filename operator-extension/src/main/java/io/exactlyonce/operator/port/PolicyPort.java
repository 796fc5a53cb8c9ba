package io.exactlyonce.operator.port;

import io.exactlyonce.operator.deployment.Fields;
import java.util.Optional;

/** Policies as they are stored. */
@FunctionalInterface
public interface PolicyPort {

    /**
     * The whole resource, read past all caches; empty if there is none.
     *
     * @throws UnavailableException if the API server does not answer
     */
    Optional<Fields> stored(String namespace, String name);
}
