package io.exactlyonce.operator.certificate;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/**
 * A certificate with its key and the authority that signed it, and nothing else: every pair has an
 * authority of its own, whose key was forgotten once it had signed.
 *
 * @param certificate of the server, PEM
 * @param key its private key, PEM of PKCS#8
 * @param authority whom clients have to trust
 * @param names that clients may call the server by
 * @param notBefore from when the certificate is valid
 * @param notAfter until when; the authority ends with it
 */
public record ServingPair(
        String certificate,
        String key,
        Authority authority,
        Set<String> names,
        Instant notBefore,
        Instant notAfter) {
    /** Copies the names. */
    public ServingPair {
        names = Set.copyOf(names);
    }

    /** Whether a client takes it whose clock is wrong by no more than we allow for. */
    boolean isValid(Instant now, Terms terms) {
        return !now.minus(terms.skew()).isBefore(notBefore)
                && now.plus(terms.skew()).isBefore(notAfter);
    }

    boolean covers(Collection<String> wanted) {
        return names.containsAll(wanted);
    }

    /** Without the key: it may end in a log. */
    @Override
    public String toString() {
        return "ServingPair[names=" + names + ", until=" + notAfter + "]";
    }
}
