package io.exactlyonce.operator.rule;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A Kafka client property that the job refuses at its start, because the guarantee is made of it.
 * The same list as the job's own; a test holds both against one reference page.
 *
 * @param name as Kafka calls it
 * @param scope whose properties may not have it
 * @param harmless values that change nothing
 * @param reason why
 * @param fix instead
 */
record ClientProperty(String name, Scope scope, Set<String> harmless, String reason, String fix) {

    /** Which of the job's maps of properties reach a client. */
    enum Scope {
        EVERYWHERE("kafka", "sink", "source"),
        SINK("kafka", "sink"),
        SOURCE("kafka", "source");

        private final List<String> maps;

        Scope(String... maps) {
            this.maps = List.of(maps);
        }

        /** Keys under which the property may not stand. */
        Stream<String> keys(String name) {
            return maps.stream().map(map -> JobKeys.PREFIX + map + ".properties." + name);
        }
    }

    private static final String REMOVE = "Remove it";
    private static final String BYTES =
            "source and sink pass bytes of which schemas make records, and the job does not start";

    static final List<ClientProperty> ALL =
            List.of(
                    new ClientProperty(
                            "bootstrap.servers",
                            Scope.EVERYWHERE,
                            Set.of(),
                            "the timeout was proven against other brokers than the job uses",
                            "Remove it: the policy's brokers are used"),
                    new ClientProperty(
                            "isolation.level",
                            Scope.SOURCE,
                            Set.of("read_committed"),
                            "the source would read records of aborted transactions, which never"
                                    + " happened",
                            "Remove it: the source always reads committed records"),
                    new ClientProperty(
                            "group.id",
                            Scope.SOURCE,
                            Set.of(),
                            "the source sets it itself, and the job does not start",
                            "Set exactly-once.source.group-id instead"),
                    new ClientProperty(
                            "auto.offset.reset",
                            Scope.SOURCE,
                            Set.of(),
                            "a source whose next offset is gone would jump over unread input",
                            "Set exactly-once.source.start-from or"
                                    + " exactly-once.source.on-lost-input instead"),
                    new ClientProperty(
                            "enable.auto.commit",
                            Scope.SOURCE,
                            Set.of("false"),
                            "the offsets of the group would run ahead of the state, and a start"
                                    + " from them would skip what was never written",
                            "Remove it: offsets are committed with each checkpoint"),
                    new ClientProperty("key.deserializer", Scope.SOURCE, Set.of(), BYTES, REMOVE),
                    new ClientProperty("value.deserializer", Scope.SOURCE, Set.of(), BYTES, REMOVE),
                    new ClientProperty(
                            "acks",
                            Scope.SINK,
                            Set.of("all", "-1"),
                            "a write that brokers confirmed could be lost",
                            REMOVE),
                    new ClientProperty(
                            "enable.idempotence",
                            Scope.SINK,
                            Set.of("true"),
                            "there are no transactions without it",
                            REMOVE),
                    new ClientProperty(
                            "transactional.id",
                            Scope.SINK,
                            Set.of(),
                            "all subtasks would share one id and abort each other's transactions",
                            REMOVE),
                    new ClientProperty(
                            "transaction.timeout.ms",
                            Scope.SINK,
                            Set.of(),
                            "nobody holds it against the time a transaction can stay open",
                            "Set exactly-once.sink.transaction-timeout instead"),
                    new ClientProperty(
                            "max.request.size",
                            Scope.SINK,
                            Set.of(),
                            "a record between this and the job's own limit would fail the job again"
                                    + " and again",
                            "Set exactly-once.sink.max-record-size instead"),
                    new ClientProperty(
                            "transaction.two.phase.commit.enable",
                            Scope.SINK,
                            Set.of("false"),
                            "the sink's transactions have a timeout, and the producer refuses both"
                                    + " together",
                            REMOVE),
                    new ClientProperty("key.serializer", Scope.SINK, Set.of(), BYTES, REMOVE),
                    new ClientProperty("value.serializer", Scope.SINK, Set.of(), BYTES, REMOVE));
}
