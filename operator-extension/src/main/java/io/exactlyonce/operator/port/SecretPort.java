package io.exactlyonce.operator.port;

import io.exactlyonce.operator.policy.SecretKey;

/** Secrets of a policy's own namespace. */
@FunctionalInterface
public interface SecretPort {

    /**
     * The text of one entry as it is now: secrets rotate.
     *
     * @throws UnavailableException if it may not be read, is not there, or lacks the key; says
     *     which, and the role to grant
     */
    String text(String namespace, SecretKey key);
}
