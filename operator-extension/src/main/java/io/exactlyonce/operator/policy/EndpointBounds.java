package io.exactlyonce.operator.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which servers a policy may point the operator at. Whoever edits a policy is not trusted with the
 * operator's place in the network: loopback, link-local, metadata, multicast and unspecified
 * addresses are refused whatever is allowed (loopback unless a block within it is allowed).
 *
 * <p>The shell has to connect to the very addresses that were judged, or to judge again: a name can
 * resolve differently the next time. Brokers name each other too; a network policy is the bound for
 * those.
 *
 * @param allowed from the operator's own configuration: names in which {@code *} stands for any
 *     characters ({@code *.kafka.svc}), addresses, and CIDR blocks; empty for all that is not
 *     refused always
 */
public record EndpointBounds(List<String> allowed) {
    /** No bounds but those that always hold. */
    public static final EndpointBounds ANY = new EndpointBounds(List.of());

    private static final Pattern GLOB = Pattern.compile("[a-z0-9_.*-]+");
    private static final Pattern DIGITS_ONLY = Pattern.compile("[0-9.x]*\\*[0-9.x*]*");
    private static final Set<String> METADATA_NAMES =
            Set.of(
                    "metadata",
                    "metadata.google.internal",
                    "instance-data",
                    "instance-data.ec2.internal");
    private static final Pattern LOOPBACK_NAME =
            Pattern.compile("(.*\\.)?localhost|localhost\\..*|ip6-(localhost|loopback)");
    private static final String NOT_ALLOWED_FIX =
            "Use a server the operator's configuration allows (allowedEndpoints), or have it added"
                    + " there";

    /** Copies the list; throws IllegalArgumentException that names every {@link #problems}. */
    public EndpointBounds {
        allowed = List.copyOf(allowed);
        List<String> problems = problems(allowed);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", problems));
        }
    }

    /** What became of an endpoint. */
    public sealed interface Verdict {}

    /** It may be spoken to. */
    public record Allowed() implements Verdict {}

    /** Its text says nothing against it, but its addresses have to be known. */
    public record Undecided() implements Verdict {}

    /**
     * It may not be spoken to.
     *
     * @param reason what it is
     * @param fix what to do
     */
    public record Refused(String reason, String fix) implements Verdict {}

    /** What is wrong with a list of patterns, one message each; empty if nothing. */
    public static List<String> problems(List<String> allowed) {
        return allowed.stream()
                .filter(pattern -> !isPattern(pattern))
                .map(EndpointBounds::problem)
                .toList();
    }

    private static boolean isPattern(String pattern) {
        // A glob of digits is meant for addresses, and would let 10.0.0.1.example.com pass.
        return AddressBlock.parse(pattern).isPresent()
                || HostText.parse(pattern).isPresent()
                || pattern.equals("*")
                || (GLOB.matcher(pattern.toLowerCase(Locale.ROOT)).matches()
                        && pattern.contains("*")
                        && !DIGITS_ONLY.matcher(pattern).matches());
    }

    private static String problem(String pattern) {
        return "allowedEndpoints has '"
                + pattern
                + "': it is neither a name nor an address block, so it would allow nothing, or"
                + " more than was meant. Write a name such as *.kafka.svc, or a block such as"
                + " 10.0.0.0/8.";
    }

    /** Judges the text alone, as a file or the webhook has it. */
    public Verdict judge(String host) {
        Optional<HostText> parsed = HostText.parse(host);
        if (parsed.isEmpty()) {
            return new Refused(
                    "it is neither a host name nor an address in its usual form, a way to hide"
                            + " which server is meant",
                    "Write a DNS name, an IPv4 address as four decimal numbers, or an IPv6"
                            + " address");
        }
        HostText text = parsed.get();
        return text.address().map(this::judge).orElseGet(() -> judgeName(text.name()));
    }

    /**
     * Judges the text and every address it resolved to; one bad address refuses it.
     *
     * @param addresses each 4 or 16 bytes; none if the name does not resolve
     */
    public Verdict judge(String host, List<byte[]> addresses) {
        Verdict byText = judge(host);
        if (!(byText instanceof Undecided)) {
            return byText;
        }
        boolean nameAllowed =
                HostText.parse(host).filter(text -> allowsName(text.name())).isPresent();
        List<Verdict> verdicts =
                addresses.stream()
                        .map(IpAddress::of)
                        .map(address -> nameAllowed ? refusedAlways(address) : judge(address))
                        .toList();
        return verdicts.stream()
                .filter(Refused.class::isInstance)
                .findFirst()
                .orElseGet(() -> verdicts.isEmpty() ? new Undecided() : new Allowed());
    }

    private Verdict judgeName(String name) {
        if (METADATA_NAMES.contains(name)) {
            return refused(AddressClass.METADATA);
        }
        if (LOOPBACK_NAME.matcher(name).matches() && loopbackBlocks().findAny().isEmpty()) {
            return refused(AddressClass.LOOPBACK);
        }
        return allowsName(name) || blocks().findAny().isPresent()
                ? new Undecided()
                : notAllowed("its name");
    }

    private Verdict judge(IpAddress address) {
        Verdict always = refusedAlways(address);
        if (always instanceof Refused || allowed.isEmpty() || allowed.contains("*")) {
            return always;
        }
        IpAddress plain = AddressClass.unwrapped(address);
        return blocks().anyMatch(block -> block.contains(address) || block.contains(plain))
                ? new Allowed()
                : notAllowed("its address");
    }

    private Verdict refusedAlways(IpAddress address) {
        AddressClass kind = AddressClass.of(address);
        boolean allowedLoopback =
                kind == AddressClass.LOOPBACK
                        && loopbackBlocks()
                                .anyMatch(
                                        block ->
                                                block.contains(AddressClass.unwrapped(address))
                                                        || block.contains(address));
        return kind == AddressClass.ORDINARY || allowedLoopback ? new Allowed() : refused(kind);
    }

    private boolean allowsName(String name) {
        return allowed.isEmpty() || allowed.stream().anyMatch(glob -> matches(glob, name));
    }

    private static boolean matches(String glob, String name) {
        String regex =
                Stream.of(glob.toLowerCase(Locale.ROOT).split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*"));
        return name.matches(regex);
    }

    private Stream<AddressBlock> blocks() {
        return allowed.stream().flatMap(pattern -> AddressBlock.parse(pattern).stream());
    }

    private Stream<AddressBlock> loopbackBlocks() {
        return blocks().filter(AddressClass.LOOPBACK::covers);
    }

    private static Refused refused(AddressClass kind) {
        return new Refused("it is " + kind.description(), "Use the address of a real server");
    }

    private static Refused notAllowed(String what) {
        return new Refused(
                what
                        + " is outside the bounds set for this operator, and the operator would speak"
                        + " to it from inside the cluster",
                NOT_ALLOWED_FIX);
    }
}
