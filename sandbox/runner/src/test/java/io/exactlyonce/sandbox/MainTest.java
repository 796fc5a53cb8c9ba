package io.exactlyonce.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {
    private static final int WRONG_USE = 2;

    @TempDir private Path folder;
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "--pipeline nope, --pipeline",
        "--records many, --records",
        "--records 0, --records 0: must be at least 1",
        "--records, --records",
        "--nope, --nope",
        "--key nope, no record has this field",
        "--value nope, no record has this field",
        "--pipeline copy --value delay, for --pipeline totals only",
        "--input nope.csv, Cannot read the input file nope.csv",
    })
    void wrongOptionIsOneClearLineAndExitCodeTwo(String options, String message)
            throws IOException {
        Path input = Files.writeString(folder.resolve("in.csv"), "origin,delay\nATL,1\n");
        String withInput =
                options.contains("--input") || options.endsWith("--records")
                        ? options
                        : options + " --input " + input;

        int exitCode = execute(withInput.split(" "));

        assertThat(exitCode).isEqualTo(WRONG_USE);
        assertThat(err.toString().lines()).singleElement().asString().contains(message);
    }

    @Test
    void unreadableFolderAndEmptyFileAreWrongUse() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.csv"));

        assertThat(execute("--input", folder.toString())).isEqualTo(WRONG_USE);
        assertThat(execute("--input", empty.toString())).isEqualTo(WRONG_USE);
        assertThat(err.toString().lines()).hasSize(2);
    }

    private int execute(String... arguments) {
        CommandLine command = Main.commandLine();
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
