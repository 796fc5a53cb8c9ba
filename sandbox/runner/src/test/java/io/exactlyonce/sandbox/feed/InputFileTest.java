package io.exactlyonce.sandbox.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {
    private static final long ALL = Long.MAX_VALUE;

    @TempDir private Path folder;

    @Test
    void headerNamesTheColumnsAndIsNoRecord() throws IOException {
        InputFile input = csv("origin,delay\nATL,5\n");

        assertThat(input.columns()).containsExactly("origin", "delay");
        assertThat(records(input)).containsExactly("ATL,5");
    }

    @Test
    void emptyAndRepeatedColumnNamesBecomeUnique() throws IOException {
        InputFile input = csv("Name , ,Name,\n1,2,3,4\n");

        assertThat(input.columns()).containsExactly("Name", "column2", "Name_2", "column4");
    }

    @Test
    void quotedCommasQuotesAndLineBreaksStayInOneRecord() throws IOException {
        InputFile input = csv("name,note\n\"Smith, \"\"John\"\"\",\"two\nlines\"\n");

        assertThat(records(input)).containsExactly("\"Smith, \"\"John\"\"\",\"two\nlines\"");
    }

    @Test
    void byteOrderMarkBlankLinesAndCarriageReturnsOfCsvAreNoData() throws IOException {
        InputFile input = csv("\uFEFFname,city\r\n\r\nZoë,Łódź\r\n\r\n");

        assertThat(input.columns()).containsExactly("name", "city");
        assertThat(records(input)).containsExactly("Zoë,Łódź");
    }

    @Test
    void rowsWithTooFewAndTooManyFieldsKeepTheirFields() throws IOException {
        assertThat(records(csv("a,b\n1\n1,2,3\n"))).containsExactly("1", "1,2,3");
    }

    @Test
    void everyRecordCanBeParsedAgainAsTheRowItWas() throws Exception {
        InputFile input = csv("a,b\n\"\",\" x\"\n\"#y\",\n");

        for (String record : records(input)) {
            byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
            assertThat(input.recordFormat().parse(bytes).present("a"))
                    .isEqualTo(record.contains("#"));
        }
    }

    @Test
    void jsonLinesAreSentByteForByteWithoutBlankLines() throws IOException {
        InputFile input = file("x.jsonl", "\uFEFF{\"a\": 1 }\r\n\n  \n[1]\nnot json");

        assertThat(records(input)).containsExactly("{\"a\": 1 }", "[1]", "not json");
    }

    @Test
    void limitCutsTheFile() throws IOException {
        InputFile all = file("x.jsonl", "1\n2\n3\n");

        assertThat(records(InputFile.of(all.path(), 2))).containsExactly("1", "2");
    }

    @Test
    void missingFileUnknownKindAndForeignEncodingAreRefused() throws IOException {
        Path latin = folder.resolve("latin.csv");
        Files.write(latin, "name\nZoë\n".getBytes(StandardCharsets.ISO_8859_1));

        assertRefused(() -> InputFile.of(folder.resolve("none.csv"), ALL), "Cannot read");
        assertRefused(() -> file("x.parquet", "1"), "neither .csv");
        assertRefused(() -> Survey.of(InputFile.of(latin, ALL)), "not UTF-8");
    }

    @Test
    void fileWithoutRecordsIsRefused() throws IOException {
        InputFile headerOnly = csv("a,b\n");
        InputFile blank = file("x.jsonl", "\n \n");

        assertRefused(() -> Survey.of(headerOnly), "no records");
        assertRefused(() -> Survey.of(blank), "no records");
    }

    @Test
    void oversizedRecordIsRefusedBeforeAnythingStarts() throws IOException {
        InputFile input = file("x.jsonl", "1\n\"" + "x".repeat(Survey.LARGEST_RECORD) + "\"\n");

        assertRefused(() -> Survey.of(input), "Record 2 of");
    }

    @Test
    void surveyFindsTheFieldsOfHeterogeneousObjects() throws IOException {
        InputFile input = file("x.jsonl", "[1]\n{\"b\":1}\n{\"origin\":null,\"c\":2}\n");

        Survey survey = Survey.of(input);

        assertThat(survey.fields().keySet()).containsExactly("b", "origin", "c");
        assertThat(survey.records()).isEqualTo(3);
        assertThat(survey.defaultKey()).isEqualTo("origin");
        assertRefused(() -> survey.require("--key", "d"), "--key d: no record has this field");
    }

    @Test
    void theFirstColumnThatIsMostlyNumbersIsAddedUp() throws IOException {
        Survey csv = Survey.of(csv("id,note,amount,weight\n1,,2,3\n2,7,x,4\n3,n,5,\n4,m,6,7\n"));
        Survey json =
                Survey.of(file("x.jsonl", "{\"a\":null,\"b\":\"1\"}\n{\"c\":2.5,\"a\":\"x\"}\n"));
        Survey text = Survey.of(csv("a,b\nx,y\n"));

        assertThat(csv.defaultValue("id")).isEqualTo("amount");
        assertThat(json.defaultValue("a")).isEqualTo("c");
        assertThat(text.defaultValue("a")).isNull();
    }

    private static void assertRefused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable use, String message) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(use)
                .withMessageContaining(message);
    }

    private InputFile csv(String content) throws IOException {
        return file("x.csv", content);
    }

    private InputFile file(String name, String content) throws IOException {
        Path path = folder.resolve(name);
        Files.writeString(path, content);
        return InputFile.of(path, ALL);
    }

    private static List<String> records(InputFile input) throws IOException {
        List<String> records = new ArrayList<>();
        try (RecordReader reader = input.open()) {
            for (Optional<byte[]> next = reader.next(); next.isPresent(); next = reader.next()) {
                records.add(new String(next.get(), StandardCharsets.UTF_8));
            }
        }
        return records;
    }
}
