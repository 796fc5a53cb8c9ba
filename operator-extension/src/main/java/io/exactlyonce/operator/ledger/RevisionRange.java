package io.exactlyonce.operator.ledger;

/**
 * Revisions of which only the numbers are kept; their prefixes follow from them.
 *
 * @param from first number
 * @param to last number, at least {@code from}
 */
public record RevisionRange(int from, int to) {

    /** Whether a number is one of them. */
    public boolean contains(int number) {
        return from <= number && number <= to;
    }
}
