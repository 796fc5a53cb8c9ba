package io.exactlyonce.job.twophase;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Names and directory contents the tests of this package share. */
final class Samples {
    static final String SINK = "orders";
    static final String RUN = "0123456789abcdef0123456789abcdef";
    static final String OTHER_RUN = "ffffffffffffffffffffffffffffffff";

    private Samples() {}

    static TransactionName name(String run, int subtask, long openedAfter) {
        return new TransactionName(SINK, run, subtask, openedAfter, "00000000000000aa");
    }

    static void write(Path directory, String fileName, String content) throws IOException {
        Files.writeString(directory.resolve(fileName), content, StandardCharsets.UTF_8);
    }

    /** What a reader that skips dot files sees, file by file. */
    static List<Path> visible(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    static List<String> hidden(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** All committed records, sorted as numbers; a record that came twice stands there twice. */
    static List<Long> committed(Path directory) throws IOException {
        Stream.Builder<Long> records = Stream.builder();
        for (Path file : visible(directory)) {
            Files.readAllLines(file).forEach(line -> records.add(Long.valueOf(line)));
        }
        return records.build().sorted().toList();
    }
}
