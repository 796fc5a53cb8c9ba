package io.exactlyonce.operator.revision;

import io.exactlyonce.operator.deployment.DeploymentMode;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The parallelism a job will really run with, and every field that decides it. Follows upstream's
 * {@code FlinkConfigBuilder.getParallelism} (1.10 to 1.15): {@code taskManager.replicas × slots}
 * beats {@code job.parallelism} in <em>both</em> modes; in standalone mode the largest override
 * beats it too. The result is written to {@code parallelism.default} over whatever stands there,
 * and upstream refuses a spec with neither replicas nor {@code job.parallelism}: so that key
 * decides nothing. In reactive mode Flink takes every slot there is.
 *
 * @param number of the job as a whole; 0 if it cannot be told
 * @param overrides vertex to parallelism, as the configuration has them
 * @param slotsAssumed whether the number rests on Flink's default of one slot, though upstream's
 *     own default configuration may say something else
 * @param decidedBy the fields that decide, from the spec on, with what they say; empty text is
 *     absent
 */
public record EffectiveParallelism(
        int number,
        SortedMap<String, String> overrides,
        boolean slotsAssumed,
        SortedMap<String, String> decidedBy) {
    private static final String REPLICAS = "taskManager.replicas";
    private static final String JOB_PARALLELISM = "job.parallelism";

    /** Upstream's own name for the number of TaskManagers; it yields to one that is set. */
    private static final String TASK_MANAGERS = "kubernetes.internal.taskmanager.replicas";

    /** Copies, so that nothing changes behind a decision. */
    public EffectiveParallelism {
        overrides = Collections.unmodifiableSortedMap(new TreeMap<>(overrides));
        decidedBy = Collections.unmodifiableSortedMap(new TreeMap<>(decidedBy));
    }

    /** By the spec alone; upstream's default configuration is not known. */
    public static EffectiveParallelism of(Fields spec) {
        return of(spec, FlinkConfiguration.of(Fields.EMPTY));
    }

    /** By the spec over upstream's default configuration. */
    public static EffectiveParallelism of(Fields spec, FlinkConfiguration defaults) {
        FlinkConfiguration configuration = defaults.with(FlinkConfiguration.of(spec).entries());
        Source source = new Source(spec, configuration);
        boolean slotsCount = source.isReactive() || spec.has("taskManager", "replicas");
        return new EffectiveParallelism(
                source.number(),
                source.overrides(),
                slotsCount && !configuration.has(FlinkKey.TASK_SLOTS),
                source.decidedBy());
    }

    /** The number; empty if a field that decides it is absent or cannot be read. */
    public Optional<Integer> value() {
        return number > 0 ? Optional.of(number) : Optional.empty();
    }

    /** Whether the job, or one vertex of it, may run with another parallelism than before. */
    public boolean differsFrom(EffectiveParallelism before) {
        boolean told = number > 0 && before.number > 0;
        return !overrides.equals(before.overrides)
                || slotsAssumed != before.slotsAssumed
                || (told ? number != before.number : !decidedBy.equals(before.decidedBy));
    }

    /** Fields that decide now or decided before, and say something else; sorted. */
    public List<String> changedPaths(EffectiveParallelism before) {
        TreeSet<String> paths = new TreeSet<>(decidedBy.keySet());
        paths.addAll(before.decidedBy.keySet());
        return paths.stream()
                .filter(
                        path ->
                                !decidedBy
                                        .getOrDefault(path, "")
                                        .equals(before.decidedBy.getOrDefault(path, "")))
                .toList();
    }

    /** The parts of a spec that decide, read once. */
    private record Source(Fields spec, FlinkConfiguration configuration) {

        boolean isStandalone() {
            return DeploymentMode.of(spec) == DeploymentMode.STANDALONE;
        }

        boolean isReactive() {
            return isStandalone()
                    && configuration
                            .value(FlinkKey.SCHEDULER_MODE)
                            .filter("reactive"::equalsIgnoreCase)
                            .isPresent();
        }

        int number() {
            return isReactive() ? product(taskManagers(), slots()) : configured();
        }

        /** What upstream writes to {@code parallelism.default}. */
        private int configured() {
            if (spec.has("taskManager", "replicas")) {
                return product(whole(spec, "taskManager", "replicas"), slots());
            }
            int largest = isStandalone() ? largest(overrides().values()) : 0;
            return largest > 0 ? largest : whole(spec, "job", "parallelism");
        }

        private int taskManagers() {
            if (spec.has("taskManager", "replicas")) {
                return whole(spec, "taskManager", "replicas");
            }
            return configuration
                    .value(TASK_MANAGERS)
                    .map(Source::whole)
                    .orElseGet(() -> slots() == 0 ? 0 : (configured() + slots() - 1) / slots());
        }

        /** 1 is Flink's default; 0 is a text that is no number. */
        private int slots() {
            return configuration.value(FlinkKey.TASK_SLOTS).map(Source::whole).orElse(1);
        }

        /** Flat ({@code v1:2,v2:4}) and nested form say the same. */
        SortedMap<String, String> overrides() {
            String stem = FlinkKey.PARALLELISM_OVERRIDES.name();
            SortedMap<String, String> found = new TreeMap<>();
            configuration
                    .under(stem)
                    .forEach(
                            (key, value) -> {
                                if (key.equals(stem)) {
                                    pairs(value).forEach(pair -> found.put(pair[0], pair[1]));
                                } else {
                                    found.put(key.substring(stem.length() + 1), value);
                                }
                            });
            return found;
        }

        SortedMap<String, String> decidedBy() {
            SortedMap<String, String> fields = new TreeMap<>();
            boolean replicas = spec.has("taskManager", "replicas");
            if (replicas) {
                fields.put(REPLICAS, spec.text("taskManager", "replicas").orElse(""));
            } else {
                fields.put(JOB_PARALLELISM, spec.text("job", "parallelism").orElse(""));
            }
            if (replicas || isReactive()) {
                put(fields, FlinkKey.TASK_SLOTS.name());
            }
            if (isStandalone()) {
                put(fields, FlinkKey.SCHEDULER_MODE.name());
                put(fields, TASK_MANAGERS);
            }
            configuration
                    .under(FlinkKey.PARALLELISM_OVERRIDES.name())
                    .keySet()
                    .forEach(key -> put(fields, key));
            return fields;
        }

        private void put(SortedMap<String, String> fields, String key) {
            configuration
                    .value(key)
                    .ifPresent(value -> fields.put(FlinkConfiguration.FIELD + "." + key, value));
        }

        private static Stream<String[]> pairs(String text) {
            return Stream.of(text.split(",", -1))
                    .map(pair -> pair.split(":", 2))
                    .filter(pair -> pair.length == 2)
                    .map(pair -> new String[] {pair[0].trim(), pair[1].trim()});
        }

        private static int largest(Collection<String> numbers) {
            return numbers.stream().mapToInt(Source::whole).max().orElse(0);
        }

        private static int product(int one, int other) {
            long product = (long) one * other;
            return product > Integer.MAX_VALUE ? 0 : (int) product;
        }

        private static int whole(Fields spec, String... path) {
            return spec.text(path).map(Source::whole).orElse(0);
        }

        private static int whole(String text) {
            return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        }
    }
}
