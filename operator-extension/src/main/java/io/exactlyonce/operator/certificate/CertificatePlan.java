package io.exactlyonce.operator.certificate;

import java.util.List;
import java.util.Set;

/**
 * What a replica does next.
 *
 * @param memory for the next time; its pair is what is served from now on
 * @param storing what to do with the Secret
 * @param trust what to write into configurations
 * @param standing how the replica is
 */
public record CertificatePlan(
        Memory memory, Storing storing, List<Trust> trust, Standing standing) {
    /** Copies the list. */
    public CertificatePlan {
        trust = List.copyOf(trust);
    }

    /** What to do with the Secret. */
    public sealed interface Storing {
        /** Nothing. */
        record Keep() implements Storing {}

        /**
         * Issue a pair and store it before others.
         *
         * @param names the certificate is for
         * @param others pairs to store behind it, newest first
         * @param reason for the log
         */
        record Issue(Set<String> names, List<ServingPair> others, String reason)
                implements Storing {
            /** Copies. */
            public Issue {
                names = Set.copyOf(names);
                others = List.copyOf(others);
            }
        }

        /**
         * Store nothing but this pair.
         *
         * @param pair that every replica serves by now
         */
        record Retire(ServingPair pair) implements Storing {}
    }

    /**
     * Write a {@code caBundle} into every webhook of a configuration.
     *
     * @param registration as it was read
     * @param bundle the whole of it
     */
    public record Trust(Registration registration, List<Authority> bundle) {
        /** Copies the list. */
        public Trust {
            bundle = List.copyOf(bundle);
        }
    }

    /**
     * How the replica is.
     *
     * @param ready whether API servers that call this replica accept what it serves
     * @param detail one line for people
     */
    public record Standing(boolean ready, String detail) {}
}
