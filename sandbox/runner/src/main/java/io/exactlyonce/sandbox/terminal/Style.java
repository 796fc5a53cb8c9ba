package io.exactlyonce.sandbox.terminal;

/** How a line looks on a terminal with colours. */
public enum Style {
    PLAIN(""),
    BOLD("1"),
    DIM("2"),
    RED("1;31"),
    GREEN("32"),
    GOOD("1;32"),
    YELLOW("33");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    String paint(String text, boolean colour) {
        return colour && !code.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
