package io.exactlyonce.operator.ledger;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One revision as the status holds it. */
final class RevisionCodec {
    private static final Set<String> KNOWN =
            Set.of(
                    "number",
                    "prefix",
                    "parallelism",
                    "flinkVersion",
                    "restore",
                    "jobId",
                    "firstCheckpoint",
                    "outcome",
                    "plannedAt",
                    "deployedAt",
                    "liveAt",
                    "endedAt");

    private RevisionCodec() {}

    /** Empty if it has no number. */
    static Optional<RevisionRecord> read(Fields fields) {
        return revision(fields, "number")
                .map(
                        number ->
                                new RevisionRecord(
                                        number,
                                        fields.text("prefix").orElse(""),
                                        parallelism(fields),
                                        fields.text("flinkVersion").orElse(""),
                                        restore(fields.object("restore")),
                                        fields.text("jobId").orElse(""),
                                        checkpoint(fields.object("firstCheckpoint")),
                                        Outcome.of(fields.text("outcome").orElse("")),
                                        times(fields),
                                        LedgerCodec.rest(fields, KNOWN)));
    }

    static Fields write(RevisionRecord record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("number", record.number());
        put(fields, "prefix", record.prefix());
        if (record.parallelism() > 0) {
            fields.put("parallelism", record.parallelism());
        }
        put(fields, "flinkVersion", record.flinkVersion());
        fields.put("restore", write(record.restore()));
        put(fields, "jobId", record.jobId());
        record.committed()
                .ifPresent(checkpoint -> fields.put("firstCheckpoint", write(checkpoint)));
        fields.put("outcome", record.outcome().text());
        put(fields, "plannedAt", record.times().planned());
        put(fields, "deployedAt", record.times().deployed());
        put(fields, "liveAt", record.times().live());
        put(fields, "endedAt", record.times().ended());
        fields.putAll(record.unknown().values());
        return new Fields(fields);
    }

    private static Restore restore(Fields fields) {
        return new Restore(
                Restore.Mode.of(fields.text("mode").orElse("")),
                fields.text("path").orElse(""),
                fields.isTrue("confirmed"));
    }

    private static Map<String, Object> write(Restore restore) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("mode", restore.mode().text());
        put(fields, "path", restore.path());
        fields.put("confirmed", restore.confirmed());
        return fields;
    }

    private static @Nullable Snapshot checkpoint(Fields fields) {
        if (fields.isEmpty()) {
            return null;
        }
        return new Snapshot(
                fields.text("path").orElse(""),
                fields.number("id").orElse(0L),
                fields.text("jobId").orElse(""),
                instant(fields, "completedAt").orElse(null),
                false);
    }

    private static Map<String, Object> write(Snapshot checkpoint) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", checkpoint.id());
        put(fields, "path", checkpoint.path());
        put(fields, "jobId", checkpoint.jobId());
        put(fields, "completedAt", checkpoint.completedAt());
        return fields;
    }

    private static RevisionTimes times(Fields fields) {
        return new RevisionTimes(
                instant(fields, "plannedAt").orElse(null),
                instant(fields, "deployedAt").orElse(null),
                instant(fields, "liveAt").orElse(null),
                instant(fields, "endedAt").orElse(null));
    }

    private static int parallelism(Fields fields) {
        return fields.number("parallelism")
                .filter(number -> number > 0 && number <= Integer.MAX_VALUE)
                .map(Long::intValue)
                .orElse(0);
    }

    /** A number that a revision can have. */
    static Optional<Integer> revision(Fields fields, String name) {
        return fields.number(name)
                .filter(number -> number >= 1 && number <= TransactionalIdPrefix.MAX_REVISION)
                .map(Long::intValue);
    }

    /** A point in time as RFC 3339 has it; empty for anything else. */
    static Optional<Instant> instant(Fields fields, String name) {
        return fields.text(name)
                .flatMap(
                        text -> {
                            try {
                                return Optional.of(Instant.parse(text));
                            } catch (DateTimeException e) {
                                return Optional.empty();
                            }
                        });
    }

    static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null && !value.toString().isEmpty()) {
            fields.put(name, value.toString());
        }
    }
}
