package io.exactlyonce.operator.monitoring;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All series of one object, from those who look at it. */
final class ObjectSeries {
    private final Map<Part, List<Sample>> parts = new EnumMap<>(Part.class);
    private final Tally tally = new Tally();

    /** Who looks. */
    enum Part {
        /** The controller, at each reconciliation. */
        CONTROLLER,
        /** What is asked of brokers every 30 s. */
        BROKERS
    }

    /** What a part says from now on, in place of what it said before. */
    synchronized void put(Part part, List<Sample> samples) {
        parts.put(part, List.copyOf(samples));
    }

    Tally tally() {
        return tally;
    }

    synchronized List<Sample> samples() {
        return Stream.concat(
                        parts.values().stream().flatMap(List::stream), tally.samples().stream())
                .toList();
    }
}
