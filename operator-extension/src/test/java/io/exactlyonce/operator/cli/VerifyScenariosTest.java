package io.exactlyonce.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * One folder for each use: {@code command.txt}, the files it names, perhaps {@code stdin.yaml}, and
 * all that is printed. {@code -Dregenerate=true} writes {@code out.txt} anew: read it.
 */
class VerifyScenariosTest {
    private static final Path ROOT = Path.of("src/test/resources/verify");

    static List<Path> folders() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT)) {
            return folders.sorted(Comparator.naturalOrder()).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void printsWhatWasRead(Path folder) throws IOException {
        String actual = run(folder);
        Path expected = folder.resolve("out.txt");
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(expected, actual);
        }

        assertThat(actual).isEqualTo(Files.readString(expected));
    }

    private static String run(Path folder) throws IOException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                new CommandLine(new VerifyCommand(standardInput(folder)))
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments(folder));
        return ("exit code " + code + "\n--- out\n" + out + "--- err\n" + err)
                .replace(folder + "/", "");
    }

    private static String[] arguments(Path folder) throws IOException {
        return Arrays.stream(Files.readString(folder.resolve("command.txt")).strip().split(" "))
                .map(word -> word.matches("in|.*[.]yaml") ? folder.resolve(word).toString() : word)
                .toArray(String[]::new);
    }

    private static InputStream standardInput(Path folder) throws IOException {
        Path file = folder.resolve("stdin.yaml");
        return new ByteArrayInputStream(
                Files.exists(file)
                        ? Files.readAllBytes(file)
                        : "nobody: asked".getBytes(StandardCharsets.UTF_8));
    }
}
