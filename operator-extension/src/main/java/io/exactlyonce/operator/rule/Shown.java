package io.exactlyonce.operator.rule;

import java.util.regex.Pattern;

/**
 * A user's text as part of a message: on one line, of bounded length, and told apart from the words
 * around it. A hostile value must neither fill a log nor forge a line of it.
 */
final class Shown {
    private static final int LONGEST = 120;
    private static final Pattern PLAIN = Pattern.compile("[\\w.:/@+-]*[\\w/]|[0-9]+ [a-z]+");

    private Shown() {}

    static String of(String value) {
        if (value.isEmpty()) {
            return "empty";
        }
        String line = value.replaceAll("\\p{Cntrl}", "?");
        String cut = line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
        return PLAIN.matcher(cut).matches() ? cut : "'" + cut + "'";
    }
}
