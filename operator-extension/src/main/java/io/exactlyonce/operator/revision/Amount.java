package io.exactlyonce.operator.revision;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount as Kubernetes writes it: {@code 1000m} and {@code 1}, {@code 1Gi} and {@code 1024Mi}.
 */
final class Amount {
    private static final Pattern FORM =
            Pattern.compile(
                    "([+-]?[0-9]*\\.?[0-9]+|[+-]?[0-9]+\\.)([eE][+-]?[0-9]{1,3}|[A-Za-z]*)");

    /** What is longer is no amount that anyone means, and slow to match. */
    private static final int LONGEST = 64;

    private static final Map<String, BigDecimal> SUFFIXES =
            Map.ofEntries(
                    Map.entry("", BigDecimal.ONE),
                    Map.entry("n", BigDecimal.ONE.movePointLeft(9)),
                    Map.entry("u", BigDecimal.ONE.movePointLeft(6)),
                    Map.entry("m", BigDecimal.ONE.movePointLeft(3)),
                    Map.entry("k", BigDecimal.ONE.movePointRight(3)),
                    Map.entry("M", BigDecimal.ONE.movePointRight(6)),
                    Map.entry("G", BigDecimal.ONE.movePointRight(9)),
                    Map.entry("T", BigDecimal.ONE.movePointRight(12)),
                    Map.entry("P", BigDecimal.ONE.movePointRight(15)),
                    Map.entry("E", BigDecimal.ONE.movePointRight(18)),
                    Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
                    Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
                    Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
                    Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
                    Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
                    Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

    private Amount() {}

    /** False if one of them is no amount. */
    static boolean same(String one, String other) {
        Optional<BigDecimal> left = parse(one);
        Optional<BigDecimal> right = parse(other);
        return left.isPresent() && right.isPresent() && left.get().compareTo(right.get()) == 0;
    }

    private static Optional<BigDecimal> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(text.trim());
        if (!form.matches()) {
            return Optional.empty();
        }
        String suffix = form.group(2);
        if (suffix.length() > 1
                && Character.toLowerCase(suffix.charAt(0)) == 'e'
                && !suffix.equals("Ei")) {
            return Optional.of(new BigDecimal(form.group(1) + suffix));
        }
        return Optional.ofNullable(SUFFIXES.get(suffix))
                .map(new BigDecimal(form.group(1))::multiply);
    }
}
