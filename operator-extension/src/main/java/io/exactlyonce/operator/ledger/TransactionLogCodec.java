package io.exactlyonce.operator.ledger;

import io.exactlyonce.operator.deployment.Fields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The log of transactions as {@code status.transactions} holds it. */
final class TransactionLogCodec {
    private static final long LARGEST_EPOCH = Short.MAX_VALUE;

    private TransactionLogCodec() {}

    static TransactionLog read(Fields fields) {
        return new TransactionLog(
                fields.objects("open").stream().flatMap(it -> group(it).stream()).toList(),
                StalledCodec.read(fields),
                fields.objects("ended").stream().flatMap(it -> ended(it).stream()).toList(),
                count(fields, "fenced"),
                count(fields, "settled"),
                fields.objects("losses").stream().flatMap(it -> loss(it).stream()).toList(),
                count(fields, "lost"),
                deadline(fields.object("commitDeadline")),
                accounted(fields.object("accounted")),
                seen(fields.object("seenInEffect")));
    }

    /** Nothing for a log in which nothing is. */
    static Optional<Map<String, Object>> write(TransactionLog log) {
        if (log.equals(TransactionLog.NONE)) {
            return Optional.empty();
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        list(fields, "open", log.open().stream().map(TransactionLogCodec::write).toList());
        StalledCodec.write(log.stalled(), fields);
        list(fields, "ended", log.ended().stream().map(TransactionLogCodec::write).toList());
        counted(fields, "fenced", log.fenced());
        counted(fields, "settled", log.settled());
        list(fields, "losses", log.losses().stream().map(TransactionLogCodec::write).toList());
        counted(fields, "lost", log.lost());
        log.deadlineIfAny().ifPresent(deadline -> fields.put("commitDeadline", write(deadline)));
        Optional.ofNullable(log.accounted())
                .ifPresent(accounted -> fields.put("accounted", write(accounted)));
        log.seenIfAny()
                .ifPresent(
                        seen ->
                                fields.put(
                                        "seenInEffect",
                                        of("revision", seen.revision(), "at", text(seen.at()))));
        return Optional.of(fields);
    }

    private static Optional<OpenGroup> group(Fields fields) {
        Optional<Instant> oldest = RevisionCodec.instant(fields, "oldest");
        return RevisionCodec.revision(fields, "revision")
                .filter(revision -> oldest.isPresent())
                .map(
                        revision ->
                                new OpenGroup(
                                        revision,
                                        StandingKind.of(fields.text("standing").orElse("")),
                                        count(fields, "count"),
                                        oldest.get()));
    }

    private static Map<String, Object> write(OpenGroup group) {
        Map<String, Object> fields =
                of("revision", group.revision(), "standing", group.standing().text());
        fields.put("count", group.count());
        fields.put("oldest", text(group.oldest()));
        return fields;
    }

    /** One that is not whole is none: it would be decided again, from fresh evidence. */
    private static Optional<Ended> ended(Fields fields) {
        Optional<String> id = fields.text("transactionalId");
        Optional<Ended.How> how = fields.text("how").flatMap(Ended.How::of);
        Optional<Long> producer = fields.number("producerId");
        Optional<Integer> epoch = epoch(fields);
        Optional<Instant> decided = RevisionCodec.instant(fields, "decidedAt");
        if (id.isEmpty() || how.isEmpty() || producer.isEmpty() || epoch.isEmpty()) {
            return Optional.empty();
        }
        return decided.map(
                at ->
                        new Ended(
                                id.get(),
                                how.get(),
                                RevisionCodec.revision(fields, "revision").orElse(0),
                                producer.get(),
                                epoch.get(),
                                fields.text("snapshot").orElse(""),
                                at,
                                RevisionCodec.instant(fields, "doneAt").orElse(null)));
    }

    private static Map<String, Object> write(Ended ended) {
        Map<String, Object> fields =
                of("transactionalId", ended.transactionalId(), "how", ended.how().text());
        if (ended.revision() > 0) {
            fields.put("revision", ended.revision());
        }
        fields.put("producerId", ended.producerId());
        fields.put("epoch", ended.epoch());
        if (!ended.snapshot().isEmpty()) {
            fields.put("snapshot", ended.snapshot());
        }
        fields.put("decidedAt", text(ended.decidedAt()));
        ended.done().ifPresent(at -> fields.put("doneAt", text(at)));
        return fields;
    }

    private static Optional<Integer> epoch(Fields fields) {
        return fields.number("epoch")
                .filter(it -> it >= 0 && it <= LARGEST_EPOCH)
                .map(Long::intValue);
    }

    private static Optional<Loss> loss(Fields fields) {
        Optional<Instant> seen = RevisionCodec.instant(fields, "seenAt");
        return fields.text("transactionalId")
                .filter(id -> seen.isPresent())
                .map(
                        id ->
                                new Loss(
                                        id,
                                        fields.number("producerId").orElse((long) Loss.UNKNOWN),
                                        epoch(fields).orElse(Loss.UNKNOWN),
                                        RevisionCodec.revision(fields, "revision").orElse(0),
                                        fields.text("snapshot").orElse(""),
                                        seen.get(),
                                        RevisionCodec.instant(fields, "handledAt").orElse(null)));
    }

    private static Map<String, Object> write(Loss loss) {
        Map<String, Object> fields =
                of("transactionalId", loss.transactionalId(), "snapshot", loss.snapshot());
        if (loss.producerId() != Loss.UNKNOWN) {
            fields.put("producerId", loss.producerId());
            fields.put("epoch", loss.epoch());
        }
        if (loss.revision() > 0) {
            fields.put("revision", loss.revision());
        }
        fields.put("seenAt", text(loss.seenAt()));
        loss.handled().ifPresent(at -> fields.put("handledAt", text(at)));
        return fields;
    }

    private static @Nullable CommitDeadline deadline(Fields fields) {
        Optional<Instant> since = RevisionCodec.instant(fields, "since");
        Optional<Instant> at = RevisionCodec.instant(fields, "at");
        return since.isPresent() && at.isPresent()
                ? new CommitDeadline(
                        since.get(), at.get(), count(fields, "pending"), count(fields, "told"))
                : null;
    }

    private static Map<String, Object> write(CommitDeadline deadline) {
        Map<String, Object> fields = of("since", text(deadline.since()), "at", text(deadline.at()));
        fields.put("pending", deadline.pending());
        counted(fields, "told", deadline.told());
        return fields;
    }

    /** One that is not whole is none: it is found out again. */
    private static @Nullable Accounted accounted(Fields fields) {
        Optional<Integer> revision = RevisionCodec.revision(fields, "revision");
        Optional<String> job = fields.text("jobId");
        Optional<Long> generation = fields.number("generation");
        if (revision.isEmpty() || job.isEmpty() || generation.isEmpty()) {
            return null;
        }
        Stop stop =
                new Stop(
                        revision.get(),
                        job.get(),
                        fields.text("startedAt").orElse(""),
                        generation.get());
        return new Accounted(
                stop,
                fields.text("snapshot").orElse(""),
                count(fields, "committed"),
                count(fields, "untold"),
                RevisionCodec.instant(fields, "mayChangeSince").orElse(null));
    }

    private static Map<String, Object> write(Accounted accounted) {
        Stop stop = accounted.stop();
        Map<String, Object> fields = of("revision", stop.revision(), "jobId", stop.jobId());
        if (!stop.startedAt().isEmpty()) {
            fields.put("startedAt", stop.startedAt());
        }
        fields.put("generation", stop.generation());
        if (!accounted.snapshot().isEmpty()) {
            fields.put("snapshot", accounted.snapshot());
        }
        counted(fields, "committed", accounted.committed());
        counted(fields, "untold", accounted.untold());
        accounted.sinceIfOpen().ifPresent(at -> fields.put("mayChangeSince", at.toString()));
        return fields;
    }

    private static TransactionLog.@Nullable SeenInEffect seen(Fields fields) {
        Optional<Instant> at = RevisionCodec.instant(fields, "at");
        return RevisionCodec.revision(fields, "revision")
                .filter(revision -> at.isPresent())
                .map(revision -> new TransactionLog.SeenInEffect(revision, at.get()))
                .orElse(null);
    }

    static int count(Fields fields, String name) {
        return fields.number(name)
                .filter(number -> number >= 0 && number <= Integer.MAX_VALUE)
                .map(Long::intValue)
                .orElse(0);
    }

    static void counted(Map<String, Object> fields, String name, int count) {
        if (count > 0) {
            fields.put(name, count);
        }
    }

    static void list(Map<String, Object> fields, String name, List<?> values) {
        if (!values.isEmpty()) {
            fields.put(name, new ArrayList<Object>(values));
        }
    }

    private static Map<String, Object> of(String first, Object value, String second, Object other) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(first, value);
        fields.put(second, other);
        return fields;
    }

    private static String text(Instant time) {
        return time.toString();
    }
}
