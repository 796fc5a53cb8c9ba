package io.exactlyonce.operator.policy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address as a number. Only the canonical forms are read: the C library also takes {@code
 * 2130706433}, {@code 0x7f.1} and {@code 0177.0.0.1} for 127.0.0.1, which is how bounds are evaded.
 *
 * @param value the address in network order, not negative
 * @param bits 32 or 128
 */
record IpAddress(BigInteger value, int bits) {
    private static final int V4 = 32;
    private static final int V6 = 128;
    private static final int GROUPS = 8;
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern DOTTED = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

    /** From 4 or 16 bytes, as a resolver gives them. */
    static IpAddress of(byte[] bytes) {
        if (bytes.length != V4 / Byte.SIZE && bytes.length != V6 / Byte.SIZE) {
            throw new IllegalArgumentException("An address has 4 or 16 bytes, not " + bytes.length);
        }
        return new IpAddress(new BigInteger(1, bytes), bytes.length * Byte.SIZE);
    }

    /** From text without brackets; empty unless it is a canonical IPv4 or an IPv6 address. */
    static Optional<IpAddress> parse(String text) {
        return text.contains(":") ? parseV6(text) : parseV4(text);
    }

    private static Optional<IpAddress> parseV4(String text) {
        if (!DOTTED.matcher(text).matches()) {
            return Optional.empty();
        }
        BigInteger value = BigInteger.ZERO;
        for (String octet : text.split("\\.")) {
            value = value.shiftLeft(Byte.SIZE).or(new BigInteger(octet));
        }
        return Optional.of(new IpAddress(value, V4));
    }

    private static Optional<IpAddress> parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap != text.lastIndexOf("::")) {
            return Optional.empty();
        }
        Optional<List<String>> left = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        Optional<List<String>> right = groups(gap < 0 ? "" : text.substring(gap + 2), true);
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.empty();
        }
        int count = left.get().size() + right.get().size();
        if (gap < 0 ? count != GROUPS : count >= GROUPS) {
            return Optional.empty();
        }
        List<String> all = new ArrayList<>(left.get());
        all.addAll(Collections.nCopies(GROUPS - count, "0"));
        all.addAll(right.get());
        BigInteger value = BigInteger.ZERO;
        for (String group : all) {
            value = value.shiftLeft(Short.SIZE).or(new BigInteger(group, 16));
        }
        return Optional.of(new IpAddress(value, V6));
    }

    /**
     * Splits groups at colons.
     *
     * @param last whether an IPv4 address may stand for the last two
     */
    private static Optional<List<String>> groups(String text, boolean last) {
        List<String> groups = new ArrayList<>();
        if (text.isEmpty()) {
            return Optional.of(groups);
        }
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            Optional<IpAddress> v4 =
                    last && i == parts.length - 1 ? parseV4(parts[i]) : Optional.empty();
            if (v4.isPresent()) {
                groups.add(v4.get().value().shiftRight(Short.SIZE).toString(16));
                groups.add(v4.get().value().and(BigInteger.valueOf(0xffff)).toString(16));
            } else if (GROUP.matcher(parts[i]).matches()) {
                groups.add(parts[i]);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(groups);
    }

    /** The lowest 32 bits after dropping some, as an IPv4 address. */
    IpAddress lowestV4(int dropped) {
        BigInteger mask = BigInteger.ONE.shiftLeft(V4).subtract(BigInteger.ONE);
        return new IpAddress(value.shiftRight(dropped).and(mask), V4);
    }
}
