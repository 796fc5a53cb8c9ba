package io.exactlyonce.sandbox.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.config.ValueFormat;
import io.exactlyonce.job.record.RecordFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final RecordFormat JSON = new RecordFormat(ValueFormat.JSON, List.of());
    private static final String A1 = "{\"k\":\"a\",\"v\":1}";
    private static final String A2 = "{\"k\":\"a\",\"v\":2.50}";
    private static final String B1 = "{\"k\":\"b\"}";
    private static final String BROKEN = "not json";

    private final Outputs outputs = new Outputs(false);

    @Test
    void everyRecordOnceInOrderIsExactlyOnce() {
        out("\"a\"", A1);
        out("\"b\"", B1);
        out("\"a\"", A2);
        outputs.deadLetter(bytes(BROKEN));

        Verdict verdict = judge(rules("copy", null), 0, A1, A2, BROKEN, B1);

        assertThat(verdict.isExactlyOnce()).isTrue();
        assertThat(verdict.line(0))
                .isEqualTo("VERDICT exactly-once: in=4 out=3 dead=1 lost=0 duplicated=0 hanging=0");
    }

    @Test
    void missingRecordIsOneLoss() {
        out("\"a\"", A1);

        assertDifference(judge(rules("copy", null), 0, A1, A2), 1, 0, 0, 0);
    }

    @Test
    void missingDeadLetterIsOneLoss() {
        assertDifference(judge(rules("copy", null), 0, BROKEN), 1, 0, 0, 0);
    }

    @Test
    void repeatedRecordIsOneDuplicate() {
        out("\"a\"", A1);
        out("\"a\"", A1);

        assertDifference(judge(rules("copy", null), 0, A1), 0, 1, 0, 0);
    }

    @Test
    void recordsThatAreEqualInTheInputAreNoDuplicates() {
        out("\"a\"", A1);
        out("\"a\"", A1);

        assertDifference(judge(rules("copy", null), 0, A1, A1), 0, 0, 0, 0);
    }

    @Test
    void changedRecordIsLostAndUnexpected() {
        out("\"a\"", A1.replace("1", "7"));

        Verdict verdict = judge(rules("copy", null), 0, A1);

        assertDifference(verdict, 1, 0, 1, 0);
        assertThat(verdict.line(0))
                .startsWith("VERDICT NOT exactly-once:")
                .endsWith("lost=1 duplicated=0 hanging=0 unexpected=1 reordered=0");
    }

    @Test
    void swappedRecordsOfOneKeyAreReordered() {
        out("\"a\"", A2);
        out("\"a\"", A1);

        assertDifference(judge(rules("copy", null), 0, A1, A2), 0, 0, 0, 1);
    }

    @Test
    void dedupeMakesNoPromiseAboutOrder() {
        out("\"a\"", A2);
        out("\"a\"", A1);

        assertDifference(judge(rules("dedupe", null), 0, A1, A2), 0, 0, 0, 0);
    }

    @Test
    void openTransactionSpoilsTheVerdict() {
        out("\"a\"", A1);

        assertThat(judge(rules("copy", null), 1, A1).isExactlyOnce()).isFalse();
    }

    @Test
    void auditThatFailedSpoilsTheLine() {
        out("\"a\"", A1);
        Verdict verdict = judge(rules("copy", null), 0, A1);

        assertThat(verdict.line(1)).startsWith("VERDICT NOT exactly-once:").endsWith(" audit=1");
        assertThat(verdict.line(3)).startsWith("VERDICT unknown:").endsWith(" audit=3");
    }

    @Test
    void dedupeKeepsTheFirstRecordOfAnIdAndAllWithoutOne() {
        out("\"a\"", A1);
        out("null", "{\"v\":1}");
        out("null", "{\"v\":1}");

        assertDifference(
                judge(rules("dedupe", "k"), 0, A1, "{\"v\":1}", A2, "{\"v\":1}"), 0, 0, 0, 0);
    }

    @Test
    void dedupeByHeaderExpectsEveryRecordOfTheFileEvenUnparsableOnes() {
        out("\"a\"", A1);
        outputs.output(null, bytes(BROKEN));

        assertDifference(judge(rules("dedupe", null), 0, A1, BROKEN), 0, 0, 0, 0);
    }

    @Test
    void totalsAreRecomputedExactlyAndInOrder() {
        Outputs totals = new Outputs(true);
        totals.output(bytes("\"a\""), bytes("{\"key\":\"a\",\"count\":1,\"sum\":1,\"max\":1}"));
        totals.output(
                bytes("\"a\""), bytes("{\"key\":\"a\",\"count\":2,\"sum\":3.500,\"max\":2.5}"));
        totals.output(
                bytes("\"b\""), bytes("{\"key\":\"b\",\"count\":1,\"sum\":null,\"max\":null}"));
        totals.deadLetter(bytes("{\"k\":\"a\",\"v\":\"x\"}"));

        Verdict verdict =
                judge(totals, rules("totals", null), 0, A1, "{\"k\":\"a\",\"v\":\"x\"}", A2, B1);

        assertDifference(verdict, 0, 0, 0, 0);
        assertThat(verdict.dead()).isEqualTo(1);
    }

    @Test
    void totalThatCountedARecordTwiceIsFound() {
        Outputs totals = new Outputs(true);
        totals.output(bytes("\"a\""), bytes("{\"key\":\"a\",\"count\":2,\"sum\":2,\"max\":1}"));

        assertDifference(judge(totals, rules("totals", null), 0, A1), 1, 0, 1, 0);
    }

    private Verdict judge(VerdictRequest.Rules rules, long hanging, String... input) {
        return judge(outputs, rules, hanging, input);
    }

    private static Verdict judge(
            Outputs actual, VerdictRequest.Rules rules, long hanging, String... input) {
        Expectation expectation = new Expectation(rules, JSON);
        for (String record : input) {
            expectation.add(bytes(record));
        }
        return VerdictMain.verdict(
                input.length, rules, expectation.books(), actual.books(), hanging);
    }

    private static VerdictRequest.Rules rules(String pipeline, @Nullable String idField) {
        return new VerdictRequest.Rules(
                pipeline, "k", pipeline.equals("totals") ? "v" : null, idField);
    }

    private void out(String key, String value) {
        outputs.output(bytes(key), bytes(value));
    }

    private static void assertDifference(
            Verdict verdict, long lost, long duplicated, long unexpected, long reordered) {
        assertThat(verdict.difference())
                .isEqualTo(new Verdict.Difference(lost, duplicated, unexpected, reordered));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
