package io.exactlyonce.operator.certificate;

import java.time.Instant;
import java.util.Set;

/** Certificates by name only. */
final class PlayedIssuer {
    private final Terms terms;
    private int issued;

    PlayedIssuer(Terms terms) {
        this.terms = terms;
    }

    ServingPair issue(Set<String> names, Instant now) {
        issued++;
        Instant from = now.minus(terms.backdating());
        Instant until = now.plus(terms.life());
        return new ServingPair(
                "certificate-" + issued,
                "key-" + issued,
                new Authority("authority-" + issued, from, until),
                names,
                from,
                until);
    }
}
