package io.exactlyonce.job.audit.ledger;

import java.util.OptionalLong;

/** Numbers in header values: strict, and without an object for each record. */
final class Digits {
    private Digits() {}

    /** 16 lower-case hexadecimal digits. */
    static OptionalLong hexadecimal16(byte[] text) {
        if (text.length != 16) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (byte symbol : text) {
            boolean digit = symbol >= '0' && symbol <= '9';
            if (!digit && (symbol < 'a' || symbol > 'f')) {
                return OptionalLong.empty();
            }
            value = (value << 4) | (digit ? symbol - '0' : symbol - 'a' + 10);
        }
        return OptionalLong.of(value);
    }

    /** A decimal number from 0 to {@code Long.MAX_VALUE - 1}, without sign or leading zeros. */
    static OptionalLong decimal(byte[] text) {
        return decimal(text, 0, text.length);
    }

    /** The same for a part of a value. */
    static OptionalLong decimal(byte[] text, int from, int to) {
        int length = to - from;
        if (length < 1 || length > 19 || (length > 1 && text[from] == '0')) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return OptionalLong.empty();
            }
            value = value * 10 + (text[i] - '0');
        }
        // 19 digits overflow into a negative number at most once.
        return value < 0 || value == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
