package io.exactlyonce.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.FallbackKey;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.YamlParserUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlinkKeyTest {
    private static final List<Class<?>> OPTIONS =
            List.of(
                    CheckpointingOptions.class,
                    CoreOptions.class,
                    HeartbeatManagerOptions.class,
                    HighAvailabilityOptions.class,
                    JobManagerOptions.class,
                    PipelineOptions.class,
                    RestartStrategyOptions.class,
                    StateBackendOptions.class,
                    StateRecoveryOptions.class,
                    TaskManagerOptions.class);

    static Stream<FlinkKey> catalogue() {
        return constants(FlinkKey.class, FlinkKey.class);
    }

    /**
     * Options of Flink's core; those of the upstream operator and of plugins are not among them.
     */
    static Stream<FlinkKey> ofFlinkCore() {
        return catalogue()
                .filter(
                        key ->
                                !key.name().startsWith("kubernetes.")
                                        && !key.name().startsWith("job.autoscaler.")
                                        && !key.name().startsWith("s3."));
    }

    @ParameterizedTest
    @MethodSource("ofFlinkCore")
    void everyNameThatFlinkKnowsIsListedInFlinksOrder(FlinkKey key) {
        ConfigOption<?> option = option(key.name());
        List<String> names = new ArrayList<>(List.of(option.key()));
        StreamSupport.stream(option.fallbackKeys().spliterator(), false)
                .map(FallbackKey::getKey)
                .forEach(names::add);

        assertThat(key.names()).isEqualTo(names);
        assertThat(key.names()).contains(key.nameBefore());
    }

    @Test
    void noNameBelongsToTwoOptions() {
        assertThat(catalogue().flatMap(key -> key.names().stream())).doesNotHaveDuplicates();
        assertThat(ofFlinkCore().count()).isGreaterThan(35);
    }

    @Test
    void namesToWriteTodayAreNotPrefixesOfOneAnother() {
        List<String> names = catalogue().map(FlinkKey::name).toList();

        assertThat(FlinkKey.prefixClashes(Set.copyOf(names))).isEmpty();
    }

    @Test
    void anOlderFlinkGetsTheNameItKnows() {
        assertThat(FlinkKey.CHECKPOINT_DIRECTORY.nameFor(FlinkVersion.of(1, 19)))
                .isEqualTo("state.checkpoints.dir");
        assertThat(FlinkKey.CHECKPOINT_DIRECTORY.nameFor(FlinkVersion.V1_20))
                .isEqualTo("execution.checkpointing.dir");
        assertThat(FlinkKey.HIGH_AVAILABILITY.nameFor(FlinkVersion.of(1, 16)))
                .isEqualTo("high-availability");
        assertThat(FlinkKey.HIGH_AVAILABILITY.nameFor(FlinkVersion.V1_17))
                .isEqualTo("high-availability.type");
        assertThat(FlinkKey.CHECKPOINT_DIRECTORY.nameFor(FlinkVersion.parse("latest")))
                .isEqualTo("execution.checkpointing.dir");
        assertThat(FlinkKey.CHECKPOINT_DIRECTORY.isCurrentIn(FlinkVersion.of(1, 19))).isFalse();
        assertThat(FlinkKey.CHECKPOINTING_MODE.isCurrentIn(FlinkVersion.of(1, 15))).isTrue();
    }

    @Test
    void whatUpstreamKeepsForItselfDoesNotReachTheJob() {
        assertThat(FlinkKey.reachesJob(FlinkKey.ROLLBACK.name())).isFalse();
        assertThat(FlinkKey.reachesJob(FlinkKey.AUTOSCALER.name())).isFalse();
        assertThat(FlinkKey.reachesJob("kubernetes.operators")).isTrue();
        assertThat(FlinkKey.reachesJob("exactly-once.revision")).isTrue();
    }

    @Test
    void aKeyAndAnotherBelowItClash() {
        assertThat(FlinkKey.prefixClashes(Set.of("a", "a.b", "a.b.c", "a-b", "ab.c", "a.bc")))
                .extracting(Arrays::asList)
                .containsExactly(
                        List.of("a", "a.b"),
                        List.of("a", "a.b.c"),
                        List.of("a.b", "a.b.c"),
                        List.of("a", "a.bc"));
        assertThat(FlinkKey.prefixClashes(Set.of("a.b", "a.c", "a.bc"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b,a.b.c", "a.b.c,a.b", "state.backend,state.backend.type"})
    void whatClashesFlinkCannotWrite(String keys) {
        // given
        List<String> both = List.of(keys.split(","));
        Map<String, Object> flat = new LinkedHashMap<>();
        both.forEach(key -> flat.put(key, key));
        List<String> written = new ArrayList<>();

        // when
        Throwable refused =
                catchThrowable(
                        () -> written.addAll(YamlParserUtils.convertAndDumpYamlFromFlatMap(flat)));

        // then it throws, or one of the two is lost
        assertThat(FlinkKey.prefixClashes(Set.copyOf(both))).hasSize(1);
        boolean lost =
                both.stream().anyMatch(key -> !String.join("\n", written).contains(": " + key));
        assertThat(refused != null || lost).isTrue();
    }

    private static ConfigOption<?> option(String key) {
        return OPTIONS.stream()
                .flatMap(type -> constants(type, ConfigOption.class))
                .filter(option -> option.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Flink does not know " + key));
    }

    private static <T> Stream<T> constants(Class<?> holder, Class<T> type) {
        return Arrays.stream(holder.getDeclaredFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .filter(field -> field.getType().equals(type))
                .filter(field -> Modifier.isPublic(field.getModifiers()))
                .map(
                        field -> {
                            try {
                                return type.cast(field.get(null));
                            } catch (IllegalAccessException hidden) {
                                throw new AssertionError(hidden);
                            }
                        });
    }
}
