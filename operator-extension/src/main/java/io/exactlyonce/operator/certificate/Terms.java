package io.exactlyonce.operator.certificate;

import java.time.Duration;

/**
 * How long what lasts.
 *
 * @param life of a certificate, from its issue
 * @param backdating how long before its issue it is valid already; longer than {@code skew}
 * @param skew by which clocks of API servers and replicas may be wrong, in either direction
 * @param settling how long a replica has seen an authority trusted before it changes over to it:
 *     each API server learns of a configuration by a watch of its own, some later than we
 * @param arrival the same for a replica that has nothing else to serve
 * @param retirement how long the pair before stays stored after that, for replicas that start
 */
public record Terms(
        Duration life,
        Duration backdating,
        Duration skew,
        Duration settling,
        Duration arrival,
        Duration retirement) {
    /** What holds outside of tests. */
    public static final Terms USUAL =
            new Terms(
                    Duration.ofDays(90),
                    Duration.ofHours(1),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(3),
                    Duration.ofMinutes(10));

    /** How long before its end a certificate is replaced: after two thirds of its life. */
    Duration margin() {
        return life.dividedBy(3);
    }
}
