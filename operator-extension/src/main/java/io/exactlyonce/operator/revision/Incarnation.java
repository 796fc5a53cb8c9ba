package io.exactlyonce.operator.revision;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * Tells two deployments of the same name apart: one that was deleted and created again never meets
 * the transactions of its predecessor.
 *
 * @param value 8 characters of the lower-case base32 alphabet (RFC 4648, section 6: a-z, 2-7): 40
 *     bits, so among 10,000 incarnations of one name two are equal with a probability of 5e-5
 */
public record Incarnation(String value) {
    /** Number of characters. */
    public static final int LENGTH = 8;

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BITS_PER_CHARACTER = 5;
    private static final Pattern PATTERN = Pattern.compile("[a-z2-7]{" + LENGTH + "}");

    /** Throws IllegalArgumentException unless {@link #isValid}. */
    public Incarnation {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "incarnation '"
                            + value
                            + "' is not 8 characters of a-z and 2-7: it is a fixed-width field of"
                            + " the transactional-id prefix. Take it from the admission request's"
                            + " uid, or copy it unchanged from the ledger.");
        }
    }

    /**
     * The incarnation of a deployment that is being created.
     *
     * @param requestUid uid of the admission request of the CREATE, fresh for every request
     * @return the first 8 base32 characters of the SHA-256 of its UTF-8 bytes
     * @throws IllegalArgumentException if the uid is blank: every deployment would get the same one
     */
    public static Incarnation of(String requestUid) {
        if (requestUid.isBlank()) {
            throw new IllegalArgumentException(
                    "request.uid is blank: all incarnations would be the same and share their"
                            + " transactional ids. Pass the uid of the admission request.");
        }
        byte[] hash = sha256(requestUid.getBytes(StandardCharsets.UTF_8));
        long bits = 0;
        for (int i = 0; i < LENGTH * BITS_PER_CHARACTER / Byte.SIZE; i++) {
            bits = bits << Byte.SIZE | Byte.toUnsignedLong(hash[i]);
        }
        StringBuilder characters = new StringBuilder(LENGTH);
        for (int i = LENGTH - 1; i >= 0; i--) {
            int index = (int) (bits >>> (i * BITS_PER_CHARACTER)) & (ALPHABET.length() - 1);
            characters.append(ALPHABET.charAt(index));
        }
        return new Incarnation(characters.toString());
    }

    /** Whether a text is an incarnation. */
    public static boolean isValid(String value) {
        return PATTERN.matcher(value).matches();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
