package io.exactlyonce.sandbox.feed;

import io.exactlyonce.job.config.ValueFormat;
import io.exactlyonce.job.record.RecordFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A file of records. Who opens the same file twice reads the same records twice.
 *
 * @param columns names of the columns of a CSV file; empty for JSON lines
 * @param limit how many records to read at most
 */
public record InputFile(Path path, ValueFormat format, List<String> columns, long limit) {

    /**
     * Looks at a file.
     *
     * @throws BadInputException when it cannot be read or its kind is not known
     */
    public static InputFile of(Path path, long limit) {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new BadInputException("Cannot read the input file " + path);
        }
        ValueFormat format = formatOf(path);
        if (format == ValueFormat.JSON) {
            return new InputFile(path, format, List.of(), limit);
        }
        try (CsvReader reader = new CsvReader(path)) {
            return new InputFile(path, format, reader.columns(), limit);
        } catch (CharacterCodingException e) {
            throw new BadInputException(path + " is not UTF-8");
        } catch (IOException e) {
            throw new BadInputException("Cannot read the input file " + path + ": " + e);
        }
    }

    private static ValueFormat formatOf(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return ValueFormat.CSV;
        }
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return ValueFormat.JSON;
        }
        throw new BadInputException(
                "The input file "
                        + path
                        + " is neither .csv (with a header line) nor .jsonl (one JSON object a"
                        + " line)");
    }

    /** How the job reads the records. */
    public RecordFormat recordFormat() {
        return new RecordFormat(format, columns);
    }

    /** Opens the file at its first record. */
    public RecordReader open() {
        try {
            RecordReader all =
                    format == ValueFormat.CSV ? new CsvReader(path) : new JsonLinesReader(path);
            return new Limited(all, limit);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the input file " + path, e);
        }
    }

    private static final class Limited implements RecordReader {
        private final RecordReader all;
        private long left;

        Limited(RecordReader all, long limit) {
            this.all = all;
            this.left = limit;
        }

        @Override
        public Optional<byte[]> next() {
            return left-- > 0 ? all.next() : Optional.empty();
        }

        @Override
        public void close() throws IOException {
            all.close();
        }
    }
}
