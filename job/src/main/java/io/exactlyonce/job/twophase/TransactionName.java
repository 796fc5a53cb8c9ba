package io.exactlyonce.job.twophase;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identity of one transaction, which is also the name of its file. The name alone says who may
 * abort the transaction and from which restored checkpoint on it is an orphan, so that recovery
 * needs nothing but a directory listing and the snapshot.
 *
 * <p>Every field has a fixed place and a terminator, and names are compared field by field, never
 * by prefix: sink {@code orders} never touches a file of sink {@code orders-eu}.
 *
 * @param sinkId {@code [a-z0-9-]{1,40}}; the counterpart of Kafka's transactional-id prefix
 * @param run job id (32 hexadecimal digits) of the job that opened the transaction
 * @param subtask index of the writer's subtask, from 0
 * @param openedAfter id of the last checkpoint this writer had taken part in when it opened the
 *     transaction, 0 before the first; so a checkpoint that contains the transaction as a
 *     committable always has a greater id
 * @param nonce 16 hexadecimal digits, fresh for each transaction: attempts and forks of a job reuse
 *     all other fields, and a rename would silently replace a committed file of the same name
 */
record TransactionName(String sinkId, String run, int subtask, long openedAfter, String nonce) {
    private static final String HIDDEN_PREFIX = ".";
    private static final String HIDDEN_SUFFIX = ".pending";
    private static final Pattern SINK_ID = Pattern.compile("[a-z0-9-]{1,40}");
    private static final Pattern VISIBLE =
            Pattern.compile(
                    "([a-z0-9-]{1,40})\\.([0-9a-f]{32})\\.s(\\d{5})\\.c(\\d{19})\\.([0-9a-f]{16})");

    TransactionName {
        requireSinkId(sinkId);
        String formatted = format(sinkId, run, subtask, openedAfter, nonce);
        if (!VISIBLE.matcher(formatted).matches()) {
            throw new IllegalArgumentException(
                    "Transaction name '"
                            + formatted
                            + "' is not <sink>.<run>.s<subtask>.c<checkpoint>.<nonce>: recovery"
                            + " would not find its file. Build it from a job id, a subtask index"
                            + " below 100000 and a checkpoint id of at least 0.");
        }
    }

    /** Throws IllegalArgumentException, naming the rule, if the id cannot be part of a name. */
    static void requireSinkId(String sinkId) {
        if (!SINK_ID.matcher(sinkId).matches()) {
            throw new IllegalArgumentException(
                    "Sink id '"
                            + sinkId
                            + "' does not match [a-z0-9-]{1,40}: it is a field of every file name"
                            + " and must not contain the separator. Use lower-case letters, digits"
                            + " and '-'.");
        }
    }

    /** The inverse of {@link #visible()}. */
    static Optional<TransactionName> parseVisible(String fileName) {
        Matcher matcher = VISIBLE.matcher(fileName);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new TransactionName(
                        matcher.group(1),
                        matcher.group(2),
                        Integer.parseInt(matcher.group(3)),
                        Long.parseLong(matcher.group(4)),
                        matcher.group(5)));
    }

    /** The inverse of {@link #hidden()}; empty for every file that is not a hidden one of ours. */
    static Optional<TransactionName> parseHidden(String fileName) {
        boolean ours = fileName.startsWith(HIDDEN_PREFIX) && fileName.endsWith(HIDDEN_SUFFIX);
        if (!ours || fileName.length() < HIDDEN_PREFIX.length() + HIDDEN_SUFFIX.length()) {
            return Optional.empty();
        }
        return parseVisible(
                fileName.substring(
                        HIDDEN_PREFIX.length(), fileName.length() - HIDDEN_SUFFIX.length()));
    }

    /** File name after the commit. */
    String visible() {
        return format(sinkId, run, subtask, openedAfter, nonce);
    }

    /** File name until the commit: readers that skip dot files never see it. */
    String hidden() {
        return HIDDEN_PREFIX + visible() + HIDDEN_SUFFIX;
    }

    private static String format(
            String sinkId, String run, int subtask, long openedAfter, String nonce) {
        return String.format(
                Locale.ROOT, "%s.%s.s%05d.c%019d.%s", sinkId, run, subtask, openedAfter, nonce);
    }
}
