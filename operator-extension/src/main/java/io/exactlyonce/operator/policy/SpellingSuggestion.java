package io.exactlyonce.operator.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name that was probably meant. */
public final class SpellingSuggestion {
    /** A name further away is a guess that misleads. */
    private static final int CHARACTERS_PER_ERROR = 3;

    private SpellingSuggestion() {}

    /** The nearest of the names known; empty if none is near. Case does not count. */
    public static Optional<String> of(String name, Collection<String> known) {
        return known.stream()
                .filter(other -> distance(name, other) <= tolerated(other))
                .min(
                        Comparator.<String>comparingInt(other -> distance(name, other))
                                .thenComparing(Comparator.naturalOrder()));
    }

    private static int tolerated(String name) {
        return Math.max(1, name.length() / CHARACTERS_PER_ERROR);
    }

    /** Levenshtein: insertions, deletions and replacements from one to the other. */
    private static int distance(String written, String meant) {
        String from = written.toLowerCase(Locale.ROOT);
        String to = meant.toLowerCase(Locale.ROOT);
        // A hostile name may be long; one that differs by that much is no misspelling anyway.
        if (Math.abs(from.length() - to.length()) > to.length()) {
            return Integer.MAX_VALUE;
        }
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
