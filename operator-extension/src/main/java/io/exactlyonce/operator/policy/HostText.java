package io.exactlyonce.operator.policy;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host in its one normal form: lower case, no trailing dot, and an address only if it is written
 * as one. Two texts that reach the same server must not be judged differently.
 *
 * @param name the host
 * @param address the address, if the host is one
 */
record HostText(String name, Optional<IpAddress> address) {
    private static final int LONGEST = 253;
    private static final Pattern NAME =
            Pattern.compile(
                    "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");

    /** By WHATWG's URL standard such a host is an IPv4 address in some spelling, never a name. */
    private static final Pattern ENDS_IN_A_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

    /** Reads a host; empty if no server can be called so, or if it is an address in disguise. */
    static Optional<HostText> parse(String text) {
        if (text.contains(":")) {
            return IpAddress.parse(text).map(address -> new HostText(text, Optional.of(address)));
        }
        // Not toLowerCase alone: a full-width or Turkish letter must not become an ASCII one.
        if (!text.chars().allMatch(character -> character > ' ' && character < 0x7f)) {
            return Optional.empty();
        }
        String lower = text.toLowerCase(Locale.ROOT);
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        if (name.length() > LONGEST || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        if (ENDS_IN_A_NUMBER.matcher(name).matches()) {
            return IpAddress.parse(name).map(address -> new HostText(name, Optional.of(address)));
        }
        return Optional.of(new HostText(name, Optional.empty()));
    }
}
