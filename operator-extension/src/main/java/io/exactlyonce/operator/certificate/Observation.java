package io.exactlyonce.operator.certificate;

import java.util.List;

/**
 * The cluster as it matters for the webhook's certificate.
 *
 * @param stored in the Secret
 * @param registrations those that exist
 * @param missing kind and name of those that should and do not
 */
public record Observation(
        StoredPairs stored, List<Registration> registrations, List<String> missing) {
    /** Copies the lists. */
    public Observation {
        registrations = List.copyOf(registrations);
        missing = List.copyOf(missing);
    }

    /** By every configuration there is: one that is missing makes nobody ask the webhook. */
    boolean trusts(Authority authority) {
        return registrations.stream().allMatch(registration -> registration.trusts(authority));
    }
}
