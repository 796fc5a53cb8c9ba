package io.exactlyonce.operator.revision;

import io.exactlyonce.operator.deployment.Fields;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether upstream's typed classes would be equal, given the objects they are read from: {@code
 * cpu: 1} is {@code 1.0}, an absent field is its default, {@code 1000m} is {@code 1} where
 * Kubernetes means an amount. Read in upstream's spec classes and in the model classes of fabric8,
 * whose lists and maps are empty when absent.
 */
final class SpecEquality {
    /** Defaults in upstream's spec classes; a primitive number is 0 when absent. */
    private static final Map<String, Object> DEFAULTS =
            Map.of(
                    "job.parallelism",
                    0,
                    "job.args",
                    List.of(),
                    "job.state",
                    "running",
                    "job.upgradeMode",
                    "stateless",
                    "jobManager.replicas",
                    1);

    /** Maps, not objects, of the pod model: absent and empty are one. */
    private static final Set<String> MAPS =
            Set.of(
                    "annotations",
                    "labels",
                    "limits",
                    "matchLabels",
                    "nodeSelector",
                    "options",
                    "overhead",
                    "requests",
                    "volumeAttributes");

    /** Names under which the pod model keeps amounts, by themselves or in a map. */
    private static final Set<String> AMOUNTS =
            Set.of("limits", "requests", "overhead", "sizeLimit", "divisor");

    /** Roots of Kubernetes' own model; elsewhere absent and empty differ. */
    private static final Set<String> POD_MODEL = Set.of("podTemplate", "resources");

    /** A pod template may carry what an older upstream kept of a whole Pod; only these count. */
    private static final Set<String> POD_TEMPLATE_FIELDS = Set.of("metadata", "spec");

    private SpecEquality() {}

    /**
     * Compares one field.
     *
     * @param before the object the field is in
     * @param after the object the field is in
     * @param path of the field from the spec on; its last name is looked up in both objects
     */
    static boolean same(Fields before, Fields after, String... path) {
        String name = path[path.length - 1];
        return same(
                before.at(name).orElse(null),
                after.at(name).orElse(null),
                new Place(List.of(path), false));
    }

    /** Where in the spec two values stand, and whether that is in Kubernetes' own model. */
    private record Place(List<String> path, boolean inPodModel) {
        Place {
            inPodModel = inPodModel || POD_MODEL.contains(path.get(path.size() - 1));
        }

        Place below(String name) {
            return new Place(Stream.concat(path.stream(), Stream.of(name)).toList(), inPodModel);
        }

        String name() {
            return path.get(path.size() - 1);
        }

        boolean isPodTemplate() {
            return name().equals("podTemplate");
        }

        /** A port is a number or the name of one: {@code 80} is not {@code "80"} to the model. */
        boolean isNumberOrName() {
            return inPodModel && name().equals("port");
        }

        /** Whether a scalar here is an amount of something. */
        boolean isAmount() {
            boolean inMap = path.size() > 1 && AMOUNTS.contains(path.get(path.size() - 2));
            return inPodModel && (inMap || AMOUNTS.contains(name()));
        }
    }

    private static boolean same(@Nullable Object one, @Nullable Object other, Place place) {
        Object left = standard(one, place);
        Object right = standard(other, place);
        if (left instanceof Map<?, ?> before && right instanceof Map<?, ?> after) {
            return sameObjects(before, after, place);
        }
        if (left instanceof List<?> before && right instanceof List<?> after) {
            return before.size() == after.size()
                    && IntStream.range(0, before.size())
                            .allMatch(index -> same(before.get(index), after.get(index), place));
        }
        return Objects.equals(left, right) || sameScalars(left, right, place);
    }

    private static boolean sameObjects(Map<?, ?> before, Map<?, ?> after, Place place) {
        Set<String> names = new TreeSet<>();
        before.keySet().forEach(name -> names.add(String.valueOf(name)));
        after.keySet().forEach(name -> names.add(String.valueOf(name)));
        if (place.isPodTemplate()) {
            names.retainAll(POD_TEMPLATE_FIELDS);
        }
        return names.stream()
                .allMatch(name -> same(before.get(name), after.get(name), place.below(name)));
    }

    /** The value upstream's classes hold for an absent one. */
    private static @Nullable Object standard(@Nullable Object value, Place place) {
        if (value == null) {
            return DEFAULTS.get(String.join(".", place.path()));
        }
        boolean emptyList = value instanceof List<?> list && list.isEmpty();
        boolean emptyMap =
                value instanceof Map<?, ?> map && map.isEmpty() && MAPS.contains(place.name());
        return place.inPodModel() && (emptyList || emptyMap) ? null : value;
    }

    private static boolean sameScalars(@Nullable Object one, @Nullable Object other, Place place) {
        if (!isScalar(one) || !isScalar(other)) {
            return false;
        }
        String before = String.valueOf(one);
        String after = String.valueOf(other);
        if (before.equals(after)) {
            return !place.isNumberOrName() || one instanceof Number == other instanceof Number;
        }
        if (isFinite(one) && isFinite(other)) {
            return new BigDecimal(before).compareTo(new BigDecimal(after)) == 0;
        }
        return place.isAmount() && Amount.same(before, after);
    }

    private static boolean isFinite(@Nullable Object value) {
        return value instanceof Number number && Double.isFinite(number.doubleValue());
    }

    private static boolean isScalar(@Nullable Object value) {
        return value != null && !(value instanceof Map) && !(value instanceof List);
    }
}
