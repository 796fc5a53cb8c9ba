package io.exactlyonce.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EffectiveParallelismTest {
    private static final String CONFIGURATION = "flinkConfiguration";
    private static final String SLOTS = "taskmanager.numberOfTaskSlots";
    private static final String OVERRIDES = "pipeline.jobvertex-parallelism-overrides";
    private static final Fields NATIVE = Fields.EMPTY.with(4, "job", "parallelism");
    private static final Fields STANDALONE = NATIVE.with("standalone", "mode");

    @Test
    void theJobsOwnParallelismCountsAsLongAsNothingElseIsSet() {
        EffectiveParallelism parallelism = EffectiveParallelism.of(NATIVE);

        assertThat(parallelism.value()).contains(4);
        assertThat(parallelism.decidedBy()).isEqualTo(Map.of("job.parallelism", "4"));
        assertThat(EffectiveParallelism.of(STANDALONE).value()).contains(4);
    }

    @Test
    void replicasTimesSlotsBeatTheJobsParallelismInBothModes() {
        for (Fields spec : new Fields[] {NATIVE, STANDALONE}) {
            Fields replicas = spec.with(3, "taskManager", "replicas").with(2, CONFIGURATION, SLOTS);

            EffectiveParallelism parallelism = EffectiveParallelism.of(replicas);

            assertThat(parallelism.value()).contains(6);
            assertThat(parallelism.decidedBy())
                    .isEqualTo(
                            Map.of(
                                    "taskManager.replicas",
                                    "3",
                                    "flinkConfiguration." + SLOTS,
                                    "2"));
            assertThat(
                            EffectiveParallelism.of(replicas.with(9, "job", "parallelism"))
                                    .differsFrom(parallelism))
                    .isFalse();
        }
    }

    @Test
    void slotsAreADoorOnlyTogetherWithReplicas() {
        Fields one = NATIVE.with(1, CONFIGURATION, SLOTS);
        Fields two = NATIVE.with(2, CONFIGURATION, SLOTS);

        assertThat(differs(one, two)).isFalse();
        assertThat(
                        differs(
                                one.with(2, "taskManager", "replicas"),
                                two.with(2, "taskManager", "replicas")))
                .isTrue();
    }

    @Test
    void slotsLeftToAnUnknownDefaultAreNotTakenForEqual() {
        // given replicas with slots written out, and left to upstream's default configuration
        Fields written = NATIVE.with(2, "taskManager", "replicas").with(1, CONFIGURATION, SLOTS);
        Fields left = NATIVE.with(2, "taskManager", "replicas");

        // then
        assertThat(EffectiveParallelism.of(left).slotsAssumed()).isTrue();
        assertThat(EffectiveParallelism.of(left).value()).contains(2);
        assertThat(differs(written, left)).isTrue();
        assertThat(differs(left, left)).isFalse();

        // when the default is known
        FlinkConfiguration defaults =
                FlinkConfiguration.ofEntries(new TreeMap<>(Map.of(SLOTS, "4")));
        EffectiveParallelism known = EffectiveParallelism.of(left, defaults);

        // then
        assertThat(known.slotsAssumed()).isFalse();
        assertThat(known.value()).contains(8);
    }

    @Test
    void theLargestOverrideBeatsTheJobsParallelismInStandaloneOnly() {
        String overrides = "a1:2, b2:8";

        assertThat(EffectiveParallelism.of(STANDALONE.with(overrides, CONFIGURATION, OVERRIDES)))
                .extracting(EffectiveParallelism::number)
                .isEqualTo(8);
        assertThat(EffectiveParallelism.of(NATIVE.with(overrides, CONFIGURATION, OVERRIDES)))
                .extracting(EffectiveParallelism::number)
                .isEqualTo(4);
    }

    @Test
    void anOverrideOfOneVertexIsADifferentParallelismInEveryMode() {
        Fields before = NATIVE.with("a:2", CONFIGURATION, OVERRIDES);
        Fields after = NATIVE.with("a:3", CONFIGURATION, OVERRIDES);

        assertThat(differs(NATIVE, before)).isTrue();
        assertThat(differs(before, after)).isTrue();
        assertThat(EffectiveParallelism.of(after).changedPaths(EffectiveParallelism.of(before)))
                .containsExactly("flinkConfiguration." + OVERRIDES);
    }

    @Test
    void overridesSayTheSameInFlatAndNestedForm() {
        Fields flat = NATIVE.with("a:2,b:3", CONFIGURATION, OVERRIDES);
        Fields nested = NATIVE.with(new Fields(Map.of("b", 3, "a", 2)), CONFIGURATION, OVERRIDES);

        assertThat(differs(flat, nested)).isFalse();
        assertThat(EffectiveParallelism.of(nested).overrides())
                .isEqualTo(Map.of("a", "2", "b", "3"));
    }

    @Test
    void theDefaultParallelismDecidesNothing() {
        Fields spec = NATIVE.with(9, CONFIGURATION, "parallelism.default");

        assertThat(EffectiveParallelism.of(spec)).isEqualTo(EffectiveParallelism.of(NATIVE));
        assertThat(EffectiveParallelism.of(spec.without("job", "parallelism")).value()).isEmpty();
    }

    @Test
    void reactiveModeTakesEverySlot() {
        Fields reactive =
                STANDALONE
                        .with("REACTIVE", CONFIGURATION, "scheduler-mode")
                        .with(3, CONFIGURATION, SLOTS);

        // 4 slots asked for are 2 TaskManagers of 3
        assertThat(EffectiveParallelism.of(reactive).value()).contains(6);
        assertThat(EffectiveParallelism.of(reactive.with(5, "taskManager", "replicas")).value())
                .contains(15);
        assertThat(
                        EffectiveParallelism.of(
                                        reactive.with(
                                                7,
                                                CONFIGURATION,
                                                "kubernetes.internal.taskmanager.replicas"))
                                .value())
                .contains(21);
        assertThat(EffectiveParallelism.of(reactive.without("mode")).value()).contains(4);
        assertThat(differs(STANDALONE, reactive)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "99999999999"})
    void whatCannotBeReadIsUnknownNotAGuess(String text) {
        assertThat(EffectiveParallelism.of(NATIVE.with(text, "job", "parallelism")).value())
                .isEmpty();
        Fields slots = NATIVE.with(2, "taskManager", "replicas").with(text, CONFIGURATION, SLOTS);
        assertThat(EffectiveParallelism.of(slots).value()).isEmpty();
        assertThat(
                        EffectiveParallelism.of(
                                        slots.with("standalone", "mode")
                                                .with("reactive", CONFIGURATION, "scheduler-mode"))
                                .value())
                .isEmpty();
    }

    @Test
    void unknownNumbersDifferIfTheFieldsThatDecideDo() {
        Fields one = Fields.EMPTY.with("x", "job", "parallelism");
        Fields two = Fields.EMPTY.with("y", "job", "parallelism");

        assertThat(differs(one, two)).isTrue();
        assertThat(differs(one, one)).isFalse();
        assertThat(differs(one, NATIVE)).isTrue();
    }

    @Test
    void theFieldsThatChangedAreNamedAlsoWhenOneTakesOver() {
        Fields before = NATIVE;
        Fields after = NATIVE.with(2, "taskManager", "replicas").with(1, CONFIGURATION, SLOTS);

        assertThat(EffectiveParallelism.of(after).changedPaths(EffectiveParallelism.of(before)))
                .containsExactly(
                        "flinkConfiguration." + SLOTS, "job.parallelism", "taskManager.replicas");
    }

    private static boolean differs(Fields before, Fields after) {
        return EffectiveParallelism.of(after).differsFrom(EffectiveParallelism.of(before));
    }
}
