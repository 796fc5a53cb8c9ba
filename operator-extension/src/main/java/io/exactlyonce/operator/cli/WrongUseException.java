package io.exactlyonce.operator.cli;

import java.util.List;

/** Nothing could be verified; the message has one line for each reason. */
final class WrongUseException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongUseException(List<String> problems) {
        super(String.join("\n", problems));
    }

    WrongUseException(String problem) {
        this(List.of(problem));
    }
}
