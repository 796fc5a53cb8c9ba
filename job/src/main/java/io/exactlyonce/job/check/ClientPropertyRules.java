package io.exactlyonce.job.check;

import io.exactlyonce.job.config.ExactlyOnceConfig;
import io.exactlyonce.job.config.ExactlyOnceOptions;
import io.exactlyonce.job.config.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Kafka client properties that a job may not set, because the guarantee is made of them. */
final class ClientPropertyRules {
    /** An owned property, the values that do no harm, and what to do instead. */
    private record Owned(String name, Set<String> harmless, String why, String fix) {}

    private static final String REMOVE = "remove it";
    private static final String BYTES = "source and sink pass bytes; schemas make records of them";

    private static final List<Owned> EVERYWHERE =
            List.of(
                    new Owned(
                            "bootstrap.servers",
                            Set.of(),
                            "the check at start would ask other brokers than the job uses",
                            "set " + ExactlyOnceOptions.BOOTSTRAP_SERVERS.key()));

    private static final List<Owned> OF_THE_SOURCE =
            List.of(
                    new Owned(
                            "isolation.level",
                            Set.of("read_committed"),
                            "the source would read records of aborted transactions, which never"
                                    + " happened",
                            "remove it: the source always reads committed records"),
                    new Owned(
                            "group.id",
                            Set.of(),
                            "the source sets it itself",
                            "set " + ExactlyOnceOptions.SOURCE_GROUP_ID.key()),
                    new Owned(
                            "auto.offset.reset",
                            Set.of(),
                            "a source whose next offset is gone would jump over unread input",
                            "set "
                                    + ExactlyOnceOptions.SOURCE_START_FROM.key()
                                    + " or "
                                    + ExactlyOnceOptions.SOURCE_ON_LOST_INPUT.key()),
                    new Owned(
                            "enable.auto.commit",
                            Set.of("false"),
                            "the offsets of the group would run ahead of the state, and a start"
                                    + " from them would skip what was never written",
                            "remove it: offsets are committed with each checkpoint"),
                    new Owned("key.deserializer", Set.of(), BYTES, REMOVE),
                    new Owned("value.deserializer", Set.of(), BYTES, REMOVE));

    private static final List<Owned> OF_THE_SINK =
            List.of(
                    new Owned("acks", Set.of("all", "-1"), "a write could be lost", REMOVE),
                    new Owned(
                            "enable.idempotence",
                            Set.of("true"),
                            "there are no transactions without it",
                            REMOVE),
                    new Owned(
                            "transactional.id",
                            Set.of(),
                            "the sink gives every checkpoint an id of its own",
                            "set " + ExactlyOnceOptions.SINK_PREFIX.key()),
                    new Owned(
                            "transaction.timeout.ms",
                            Set.of(),
                            "the check at start could not hold it against the formula",
                            "set " + ExactlyOnceOptions.SINK_TRANSACTION_TIMEOUT.key()),
                    new Owned(
                            "max.request.size",
                            Set.of(),
                            "a record between the two limits would fail the job again and again",
                            "set " + ExactlyOnceOptions.SINK_MAX_RECORD_SIZE.key()),
                    new Owned(
                            "transaction.two.phase.commit.enable",
                            Set.of("false"),
                            "the sink's transactions have a timeout, and the producer refuses"
                                    + " both together",
                            REMOVE),
                    new Owned("key.serializer", Set.of(), BYTES, REMOVE),
                    new Owned("value.serializer", Set.of(), BYTES, REMOVE));

    private ClientPropertyRules() {}

    /** Rows of the reference page: property, whose it is, values that do no harm. */
    static List<String> rows() {
        List<String> rows = new ArrayList<>();
        EVERYWHERE.forEach(owned -> rows.add(row(owned, "everywhere")));
        OF_THE_SINK.forEach(owned -> rows.add(row(owned, "sink")));
        OF_THE_SOURCE.forEach(owned -> rows.add(row(owned, "source")));
        return rows;
    }

    private static String row(Owned owned, String scope) {
        String harmless =
                owned.harmless().stream()
                        .sorted()
                        .map(value -> "`" + value + "`")
                        .collect(Collectors.joining(", "));
        return "| `" + owned.name() + "` | " + scope + " | " + harmless + " |";
    }

    static List<Violation> violations(ExactlyOnceConfig config) {
        Map<String, String> common = config.kafka().properties();
        Map<String, String> source = config.source().properties();
        Map<String, String> sink = config.sink().properties();
        List<Violation> found = new ArrayList<>();
        String commonKey = ExactlyOnceOptions.KAFKA_PROPERTIES.key();
        String sourceKey = ExactlyOnceOptions.SOURCE_PROPERTIES.key();
        String sinkKey = ExactlyOnceOptions.SINK_PROPERTIES.key();
        check(EVERYWHERE, Map.of(commonKey, common, sourceKey, source, sinkKey, sink), found);
        check(OF_THE_SOURCE, Map.of(commonKey, common, sourceKey, source), found);
        check(OF_THE_SINK, Map.of(commonKey, common, sinkKey, sink), found);
        buffer(config, found);
        return found;
    }

    private static void check(
            List<Owned> rules, Map<String, Map<String, String>> places, List<Violation> found) {
        new LinkedHashMap<>(places)
                .forEach(
                        (place, properties) ->
                                rules.stream()
                                        .filter(rule -> isViolated(rule, properties))
                                        .map(rule -> violation(place, rule, properties))
                                        .forEach(found::add));
    }

    private static boolean isViolated(Owned rule, Map<String, String> properties) {
        String value = properties.get(rule.name());
        return value != null && !rule.harmless().contains(value);
    }

    private static Violation violation(String place, Owned rule, Map<String, String> properties) {
        return new Violation(
                place + "." + rule.name(),
                "'" + properties.get(rule.name()) + "'",
                rule.why(),
                rule.fix());
    }

    /** By default the sink makes its buffer large enough; see the producer's properties. */
    private static void buffer(ExactlyOnceConfig config, List<Violation> found) {
        String buffer = config.sink().properties().get("buffer.memory");
        int record = config.sink().maxRecordSize();
        if (buffer != null && buffer.matches("\\d{1,18}") && Long.parseLong(buffer) < record) {
            found.add(
                    new Violation(
                            ExactlyOnceOptions.SINK_PROPERTIES.key() + ".buffer.memory",
                            buffer,
                            "a record of the largest size, "
                                    + record
                                    + " bytes, never fits into it",
                            "remove it or raise it"));
        }
    }
}
