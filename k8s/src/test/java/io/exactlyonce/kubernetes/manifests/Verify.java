package io.exactlyonce.kubernetes.manifests;

import io.exactlyonce.operator.cli.VerifyCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** {@code verify} of the operator's jar, as it is called by hand. */
final class Verify {
    /** What it printed, errors last, and its exit code: 0 admitted, 1 refused, 2 wrong use. */
    record Result(int exitCode, String output) {}

    private Verify() {}

    static Result of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> command = new ArrayList<>(List.of(arguments));
        int code =
                new CommandLine(new VerifyCommand())
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(command.toArray(String[]::new));
        return new Result(code, out.toString() + err);
    }
}
