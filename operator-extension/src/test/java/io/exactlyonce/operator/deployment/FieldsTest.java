package io.exactlyonce.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FieldsTest {

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatWasSetIsFoundAgainAndNothingElseChanged(long seed) {
        // given
        RandomFields random = new RandomFields(seed);
        Fields fields = random.object();
        String[] path = random.path();
        Object value = random.scalar();

        // when
        Fields changed = fields.with(value, path);

        // then
        assertThat(changed.at(path)).contains(value);
        for (String name : fields.names()) {
            if (!name.equals(path[0])) {
                assertThat(changed.at(name)).isEqualTo(fields.at(name));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theLastOfTwoSettingsCounts(long seed) {
        RandomFields random = new RandomFields(seed);
        Fields fields = random.object();
        String[] path = random.path();

        assertThat(fields.with("first", path).with("second", path))
                .isEqualTo(fields.with("second", path));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatWasTakenAwayIsAbsentAndTakenOnce(long seed) {
        // given
        RandomFields random = new RandomFields(seed);
        String[] path = random.path();
        Fields fields = random.object().with("value", path);

        // when
        Fields without = fields.without(path);

        // then
        assertThat(without.has(path)).isFalse();
        assertThat(without.without(path)).isEqualTo(without);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void settingAndTakingAwayAnAbsentFieldLeavesAllAsItWas(long seed) {
        // given a field whose object exists
        RandomFields random = new RandomFields(seed);
        Fields fields = random.object();
        String absent = "not there";

        // then
        assertThat(fields.with("value", absent).without(absent)).isEqualTo(fields);
        assertThat(fields.without(absent)).isSameAs(fields);
    }

    @Test
    void whatItWasMadeOfCanChangeWithoutIt() {
        // given
        List<Object> list = new ArrayList<>(List.of("x"));
        Map<String, Object> inner = new HashMap<>(Map.of("list", list));
        Fields fields = new Fields(Map.of("inner", inner));

        // when
        list.add("y");
        inner.clear();

        // then
        assertThat(fields.list("inner", "list")).containsExactly("x");
        assertThatThrownBy(() -> fields.values().put("more", "x"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void nullMeansAbsent() {
        Map<String, Object> values = new HashMap<>();
        values.put("absent", null);
        values.put("list", Arrays.asList("x", null));

        Fields fields = new Fields(values);

        assertThat(fields.names()).containsExactly("list");
        assertThat(fields.list("list")).containsExactly("x");
    }

    @Test
    void aPathThroughAScalarLeadsNowhere() {
        Fields fields = new Fields(Map.of("a", "text"));

        assertThat(fields.at("a", "b")).isEmpty();
        assertThat(fields.object("a")).isEqualTo(Fields.EMPTY);
        assertThat(fields.list("a")).isEmpty();
        assertThat(fields.with(1, "a", "b").at("a", "b")).contains(1);
    }

    @Test
    void numbersAndFlagsMayBeWrittenAsText() {
        Fields fields = new Fields(Map.of("number", "42", "real", 1.5, "flag", "true", "no", "x"));

        assertThat(fields.number("number")).contains(42L);
        assertThat(fields.number("real")).isEmpty();
        assertThat(fields.number("no")).isEmpty();
        assertThat(fields.isTrue("flag")).isTrue();
        assertThat(fields.isTrue("no")).isFalse();
    }
}
