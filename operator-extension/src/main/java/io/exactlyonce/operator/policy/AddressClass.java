package io.exactlyonce.operator.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What kind of address one is, seen through the forms that wrap an IPv4 address into IPv6. */
enum AddressClass {
    /** Any other. */
    ORDINARY("an ordinary address"),
    LOOPBACK("a loopback address: it is the operator's own pod", "127.0.0.0/8", "::1/128"),
    /** Instance metadata hands out the credentials of the machine, mostly without a password. */
    METADATA(
            "the metadata service of a cloud: it hands out the machine's credentials",
            "169.254.169.254/32",
            "169.254.170.2/32",
            "168.63.129.16/32",
            "100.100.100.200/32",
            "192.0.0.192/32",
            "fd00:ec2::254/128",
            "fd20:ce::254/128"),
    LINK_LOCAL(
            "a link-local address: it is of the node, not of a server",
            "169.254.0.0/16",
            "fe80::/10"),
    UNSPECIFIED("an unspecified address: it reaches the operator's own pod", "0.0.0.0/8", "::/128"),
    MULTICAST("a multicast address: no server has it", "224.0.0.0/4", "ff00::/8"),
    RESERVED("a reserved address: no server has it", "240.0.0.0/4", "192.0.0.0/24"),
    /** Teredo hides the IPv4 address behind a server of the sender's choice. */
    TUNNEL("a tunnel address: it hides which server is reached", "2001::/32");

    /** IPv6 forms of an IPv4 address, with the number of bits behind it (RFC 4291, 6052, 3056). */
    private static final Map<AddressBlock, Integer> WRAPPED =
            Map.of(
                    AddressBlock.of("::ffff:0:0/96"), 0,
                    AddressBlock.of("::ffff:0:0:0/96"), 0,
                    AddressBlock.of("::/96"), 0,
                    AddressBlock.of("64:ff9b::/96"), 0,
                    AddressBlock.of("2002::/16"), 80);

    private final String description;
    private final List<AddressBlock> blocks;

    AddressClass(String description, String... blocks) {
        this.description = description;
        this.blocks = Arrays.stream(blocks).map(AddressBlock::of).toList();
    }

    static AddressClass of(IpAddress address) {
        return direct(address).orElseGet(() -> direct(unwrapped(address)).orElse(ORDINARY));
    }

    /** The IPv4 address within, or the address itself. */
    static IpAddress unwrapped(IpAddress address) {
        return WRAPPED.entrySet().stream()
                .filter(form -> form.getKey().contains(address))
                .map(form -> address.lowestV4(form.getValue()))
                .findFirst()
                .orElse(address);
    }

    /** The first class that has it: metadata stands before the link-local block it lies in. */
    private static Optional<AddressClass> direct(IpAddress address) {
        for (AddressClass candidate : values()) {
            if (candidate.has(address)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private boolean has(IpAddress address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    /** Whether every address of the block is of this class. */
    boolean covers(AddressBlock block) {
        return blocks.stream().anyMatch(own -> own.contains(block));
    }

    String description() {
        return description;
    }
}
