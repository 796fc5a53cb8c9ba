package io.exactlyonce.job.config;

import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pending transactions that somebody gave up, as {@code NAME@CHECKPOINT}. The checkpoint keeps an
 * acceptance that was left in a configuration from covering the next loss.
 *
 * @param transactions a transactional id, or the beginning of ids and a final {@code *}
 * @param checkpoint id of the checkpoint or savepoint that holds them pending
 */
public record AcceptedLoss(String transactions, long checkpoint) implements Serializable {
    private static final Pattern FORM = Pattern.compile("([^\\s@*]+\\*?)@(\\d{1,18})");
    private static final String ANY = "*";

    /** Reads one entry of the option; empty if it has another form. */
    public static Optional<AcceptedLoss> parse(String text) {
        Matcher matcher = FORM.matcher(text.trim());
        return matcher.matches()
                ? Optional.of(new AcceptedLoss(matcher.group(1), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    /** Whether this is about a transaction that was pending in the snapshot of that id. */
    public boolean covers(String transactionalId, long restoredCheckpoint) {
        return restoredCheckpoint == checkpoint
                && (transactions.endsWith(ANY)
                        ? transactionalId.startsWith(
                                transactions.substring(0, transactions.length() - ANY.length()))
                        : transactionalId.equals(transactions));
    }

    @Override
    public String toString() {
        return transactions + "@" + checkpoint;
    }
}
