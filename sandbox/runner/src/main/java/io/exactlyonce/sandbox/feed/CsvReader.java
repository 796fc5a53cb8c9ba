package io.exactlyonce.sandbox.feed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a CSV file with a header line: fields may be quoted and hold commas, quotes and line
 * breaks. Every row becomes one record of its own, written anew without a line end.
 */
final class CsvReader implements RecordReader {
    private static final CSVFormat LENIENT =
            CSVFormat.RFC4180
                    .builder()
                    .setIgnoreEmptyLines(true)
                    .setTrailingData(true)
                    .setLenientEof(true)
                    .get();
    private static final CSVFormat ONE_ROW =
            CSVFormat.RFC4180.builder().setRecordSeparator("").get();
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final Path file;
    private final CSVParser parser;
    private final Iterator<CSVRecord> rows;
    private final List<String> columns;

    CsvReader(Path file) throws IOException {
        this.file = file;
        // A decoder made by hand reports what is not UTF-8 instead of replacing it.
        BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder()));
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        this.parser = CSVParser.parse(reader, LENIENT);
        this.rows = parser.iterator();
        this.columns = hasNext() ? names(rows.next()) : List.of();
    }

    /** Names of the columns: those of the header line, made unique. */
    List<String> columns() {
        return columns;
    }

    @Override
    public Optional<byte[]> next() {
        if (!hasNext()) {
            return Optional.empty();
        }
        StringWriter line = new StringWriter();
        try (CSVPrinter printer = new CSVPrinter(line, ONE_ROW)) {
            printer.printRecord(rows.next());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(line.toString().getBytes(StandardCharsets.UTF_8));
    }

    private boolean hasNext() {
        try {
            return rows.hasNext();
        } catch (UncheckedIOException | IllegalStateException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw new BadInputException(
                        file + " is not UTF-8: convert it, for example with iconv -t UTF-8");
            }
            throw new BadInputException(
                    file + " is not valid CSV near line " + parser.getCurrentLineNumber());
        }
    }

    private static List<String> names(CSVRecord header) {
        Set<String> taken = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            String written = header.get(i).strip();
            String stem = written.isEmpty() ? "column" + (i + 1) : written;
            String name = stem;
            for (int copy = 2; !taken.add(name); copy++) {
                name = stem + "_" + copy;
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
