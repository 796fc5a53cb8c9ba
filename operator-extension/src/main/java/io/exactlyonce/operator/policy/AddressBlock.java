package io.exactlyonce.operator.policy;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A CIDR block.
 *
 * @param base any address in it
 * @param prefix number of leading bits that count
 */
record AddressBlock(IpAddress base, int prefix) {
    private static final Pattern PREFIX = Pattern.compile("[0-9]{1,3}");

    /** A block that is known to be one. */
    static AddressBlock of(String cidr) {
        return parse(cidr).orElseThrow();
    }

    /** Reads {@code address/prefix}, or an address alone; empty if it is neither. */
    static Optional<AddressBlock> parse(String text) {
        int slash = text.indexOf('/');
        Optional<IpAddress> base = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (base.isEmpty() || slash < 0) {
            return base.map(address -> new AddressBlock(address, address.bits()));
        }
        String prefix = text.substring(slash + 1);
        return base.filter(
                        address ->
                                PREFIX.matcher(prefix).matches()
                                        && Integer.parseInt(prefix) <= address.bits())
                .map(address -> new AddressBlock(address, Integer.parseInt(prefix)));
    }

    boolean contains(IpAddress address) {
        int ignored = base.bits() - prefix;
        return address.bits() == base.bits()
                && address.value().shiftRight(ignored).equals(base.value().shiftRight(ignored));
    }

    /** Whether every address of the other block is in this one. */
    boolean contains(AddressBlock other) {
        return other.prefix() >= prefix && contains(other.base());
    }
}
