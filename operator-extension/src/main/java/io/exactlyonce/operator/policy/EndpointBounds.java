package io.exactlyonce.operator.policy;

import java.util.List;

/**
 * Which servers a policy may point the operator at. Whoever edits a policy is not trusted with the
 * operator's place in the network.
 *
 * @param allowed host globs and CIDR blocks from the operator's own configuration; empty for any
 *     address that is not refused always
 */
public record EndpointBounds(List<String> allowed) {
    /** No bounds but those that always hold. */
    public static final EndpointBounds ANY = new EndpointBounds(List.of());

    /** Copies the list. */
    public EndpointBounds {
        allowed = List.copyOf(allowed);
    }

    /** What became of an endpoint. */
    public sealed interface Verdict {}

    /** It may be spoken to. */
    public record Allowed() implements Verdict {}

    /** Its text says nothing against it, but its addresses have to be known. */
    public record Undecided() implements Verdict {}

    /** It may not be spoken to. */
    public record Refused(String reason, String fix) implements Verdict {}

    /** Judges the text alone, as a file or the webhook has it. */
    public Verdict judge(String host) {
        return new Undecided();
    }

    /**
     * Judges the text and every address it resolved to; one bad address refuses it.
     *
     * @param addresses each 4 or 16 bytes
     */
    public Verdict judge(String host, List<byte[]> addresses) {
        return new Undecided();
    }
}
