package io.exactlyonce.operator.ledger;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.ledger.StalledPartition.Cause;
import io.exactlyonce.operator.ledger.StalledPartition.Holder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stalled partitions as {@code status.transactions} holds them. */
final class StalledCodec {
    private StalledCodec() {}

    static Stalled read(Fields transactions) {
        List<StalledPartition> worst =
                transactions.objects("stalled").stream()
                        .flatMap(fields -> partition(fields).stream())
                        .toList();
        return new Stalled(worst, TransactionLogCodec.count(transactions, "stalledPartitions"));
    }

    static void write(Stalled stalled, Map<String, Object> transactions) {
        TransactionLogCodec.list(
                transactions, "stalled", stalled.worst().stream().map(StalledCodec::of).toList());
        TransactionLogCodec.counted(transactions, "stalledPartitions", stalled.count());
    }

    private static Optional<StalledPartition> partition(Fields fields) {
        Optional<String> topic = fields.text("topic");
        Optional<Instant> since = RevisionCodec.instant(fields, "openSince");
        if (topic.isEmpty() || since.isEmpty()) {
            return Optional.empty();
        }
        Holder holder =
                new Holder(
                        fields.text("transactionalId").orElse(""),
                        RevisionCodec.revision(fields, "revision").orElse(0),
                        fields.has("subtask") ? TransactionLogCodec.count(fields, "subtask") : -1);
        return Optional.of(
                new StalledPartition(
                        topic.get(),
                        TransactionLogCodec.count(fields, "partition"),
                        fields.number("lag").filter(lag -> lag >= 0).orElse(0L),
                        Cause.of(fields.text("cause").orElse("")),
                        holder,
                        since.get(),
                        fields.text("remedy").orElse("")));
    }

    private static Map<String, Object> of(StalledPartition stalled) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("topic", stalled.topic());
        fields.put("partition", stalled.partition());
        fields.put("lag", stalled.lag());
        fields.put("cause", stalled.cause().text());
        RevisionCodec.put(fields, "transactionalId", stalled.holder().transactionalId());
        TransactionLogCodec.counted(fields, "revision", stalled.holder().revision());
        stalled.holder().subtaskIfKnown().ifPresent(subtask -> fields.put("subtask", subtask));
        fields.put("openSince", stalled.openSince().toString());
        RevisionCodec.put(fields, "remedy", stalled.remedy());
        return fields;
    }
}
