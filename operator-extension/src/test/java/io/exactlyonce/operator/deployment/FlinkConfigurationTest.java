package io.exactlyonce.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.FlinkConfiguration.Setting;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FlinkConfigurationTest {

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("text", "text"),
                Arguments.of("", ""),
                Arguments.of(true, "true"),
                Arguments.of(1, "1"),
                Arguments.of(4_000_000_000L, "4000000000"),
                Arguments.of(new BigInteger("12345678901234567890"), "12345678901234567890"),
                Arguments.of(1.0, "1.0"),
                Arguments.of(new BigDecimal("1.50"), "1.5"),
                Arguments.of(List.of(1, 2), "1;2"),
                Arguments.of(List.of("a", true, 1.5), "a;true;1.5"),
                Arguments.of(List.of("only"), "only"),
                Arguments.of(List.of(Map.of("a", 1), List.of(2), "c"), ";;c"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueIsTheTextThatUpstreamGivesTheJob(Object value, String text) {
        assertThat(configuration(Map.of("some.key", value)).value("some.key")).contains(text);
        assertThat(configuration(Map.of("some", Map.of("key", value))).value("some.key"))
                .contains(text);
    }

    @Test
    void anEmptyListOrObjectSetsNothing() {
        assertThat(configuration(Map.of("a", List.of(), "b", Map.of())).entries()).isEmpty();
        assertThat(FlinkConfiguration.of(Fields.EMPTY).entries()).isEmpty();
    }

    @Test
    void everyMixtureOfNestedAndFlatIsTheSameKey() {
        Map<String, String> expected = Map.of("a.b.c.d", "1");

        assertThat(configuration(Map.of("a.b.c.d", 1)).entries()).isEqualTo(expected);
        assertThat(configuration(Map.of("a", Map.of("b.c.d", 1))).entries()).isEqualTo(expected);
        assertThat(configuration(Map.of("a.b", Map.of("c.d", 1))).entries()).isEqualTo(expected);
        assertThat(configuration(Map.of("a", Map.of("b", Map.of("c", Map.of("d", 1))))).entries())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nestedFormFlattensToItsFlatForm(long seed) {
        // given
        FlinkConfiguration nested = configuration(new RandomFields(seed).object().values());

        // when the flat keys are written as they are
        FlinkConfiguration flat = configuration(new LinkedHashMap<>(nested.entries()));

        // then
        assertThat(flat.entries()).isEqualTo(nested.entries());
        assertThat(flat.setTwice()).isEmpty();
    }

    @Test
    void aKeyInTwoFormsIsNamedAndTheFlatOneWinsInAnyOrder() {
        Map<String, Object> flatFirst = new LinkedHashMap<>();
        flatFirst.put("a.b", "flat");
        flatFirst.put("a", Map.of("b", "nested", "c", 1));
        Map<String, Object> nestedFirst = new LinkedHashMap<>();
        nestedFirst.put("a", Map.of("b", "nested", "c", 1));
        nestedFirst.put("a.b", "flat");

        for (Map<String, Object> form : List.of(flatFirst, nestedFirst)) {
            assertThat(configuration(form).value("a.b")).contains("flat");
            assertThat(configuration(form).setTwice()).containsExactly("a.b");
        }
    }

    @Test
    void anOptionIsFoundByAnyNameTheCurrentOneFirst() {
        FlinkConfiguration old = configuration(Map.of("state.checkpoints.dir", "s3://old"));
        FlinkConfiguration both =
                configuration(
                        Map.of(
                                "state.checkpoints.dir",
                                "s3://old",
                                "execution.checkpointing",
                                Map.of("dir", "s3://new")));

        assertThat(old.setting(FlinkKey.CHECKPOINT_DIRECTORY))
                .contains(new Setting("state.checkpoints.dir", "s3://old"));
        assertThat(both.value(FlinkKey.CHECKPOINT_DIRECTORY)).contains("s3://new");
        assertThat(both.settings(FlinkKey.CHECKPOINT_DIRECTORY)).hasSize(2);
        assertThat(old.has(FlinkKey.SAVEPOINT_DIRECTORY)).isFalse();
    }

    @Test
    void aMapOptionIsReadInBothItsForms() {
        FlinkConfiguration configuration =
                configuration(Map.of("stem", "x", "stem.one", "1", "stems", "no"));

        assertThat(configuration.under("stem").keySet()).containsExactly("stem", "stem.one");
    }

    @Test
    void typedReadingTellsAbsentFromUnreadable() {
        FlinkConfiguration configuration =
                configuration(
                        Map.of(
                                "execution.checkpointing.interval", "1 min",
                                "execution.checkpointing.timeout", "soon",
                                "execution.checkpointing.max-concurrent-checkpoints", 1,
                                "job.autoscaler.enabled", "TRUE"));

        assertThat(configuration.duration(FlinkKey.CHECKPOINT_INTERVAL).asOptional())
                .contains(Duration.ofMinutes(1));
        assertThat(configuration.integer(FlinkKey.MAX_CONCURRENT_CHECKPOINTS).asOptional())
                .contains(1);
        assertThat(configuration.flag(FlinkKey.AUTOSCALER).asOptional()).contains(true);
        assertThat(configuration.flag(FlinkKey.ROLLBACK)).isEqualTo(new Reading.Absent<>());
        assertThat(configuration.duration(FlinkKey.CHECKPOINT_TIMEOUT))
                .isInstanceOfSatisfying(
                        Reading.Unreadable.class,
                        unreadable ->
                                assertThat(unreadable.setting())
                                        .isEqualTo(
                                                new Setting(
                                                        "execution.checkpointing.timeout",
                                                        "soon")));
        assertThat(configuration.flag(FlinkKey.CHECKPOINT_INTERVAL).isUnreadable()).isTrue();
        assertThat(configuration.integer(FlinkKey.CHECKPOINT_INTERVAL).isUnreadable()).isTrue();
    }

    @Test
    void entriesLaidOverOthersWinAndTakenAwayOnesAreGone() {
        FlinkConfiguration defaults = configuration(Map.of("a", 1, "b", 2));

        FlinkConfiguration merged =
                defaults.with(new TreeMap<>(Map.of("b", "3"))).without(Set.of("a"));

        assertThat(merged.entries()).isEqualTo(Map.of("b", "3"));
        assertThat(defaults.with("a", "9").value("a")).contains("9");
        assertThat(defaults.value("a")).contains("1");
    }

    private static FlinkConfiguration configuration(Map<String, ?> values) {
        return FlinkConfiguration.of(
                Fields.EMPTY.with(new Fields(new LinkedHashMap<>(values)), "flinkConfiguration"));
    }
}
