package io.exactlyonce.job.audit;

import io.exactlyonce.job.audit.AuditException.Incomplete;
import io.exactlyonce.job.audit.TopicReader.Sink;
import io.exactlyonce.job.audit.TopicReader.Span;
import io.exactlyonce.job.audit.ledger.Ledgers;
import io.exactlyonce.job.audit.ledger.OriginLedger;
import io.exactlyonce.job.audit.ledger.Partition;
import io.exactlyonce.job.audit.report.AgainstReport;
import io.exactlyonce.job.audit.report.AuditReport;
import io.exactlyonce.job.audit.report.AuditReport.Obstacle;
import io.exactlyonce.job.audit.report.StalledPartition;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Audits topics, round by round; a later round reads on where the one before ended.
 *
 * <p>Why a loss that a round calls is one, though the job may be running: a record with sequence
 * number n is seen only after its transaction was committed, and by then everything stamped before
 * n was in the log. So what is still missing after the ends were captured once more, and every
 * transaction below them was decided, was aborted or never written. For input records the same
 * holds below the group's offsets, which a job commits only after a checkpoint flushed what it made
 * of them; therefore they are read before the ends of the output are captured.
 */
final class KafkaAuditor implements AutoCloseable {
    private final AuditOptions options;
    private final Admin admin;
    private final Cluster cluster;
    private final TopicReader outputReader;
    private final TopicReader inputReader;
    private final @Nullable OriginLedger origins;
    private final Ledgers ledgers;
    private boolean checked;

    KafkaAuditor(AuditOptions options, BooleanSupplier stopped) {
        this.options = options;
        this.origins = options.against() == null ? null : new OriginLedger(options.against());
        this.ledgers = new Ledgers(options.topics(), origins);
        Clients clients = new Clients(options);
        this.admin = clients.admin();
        this.cluster = new Cluster(admin, options);
        this.outputReader =
                new TopicReader(clients.consumer(), options.timeout(), stopped, new Output());
        this.inputReader =
                new TopicReader(clients.consumer(), options.timeout(), stopped, new Input());
    }

    /** Reads what there is by now and judges it. */
    AuditReport round() {
        try {
            judge();
            return ledgers.report(Obstacle.NONE);
        } catch (Incomplete e) {
            return ledgers.report(e.obstacle());
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            return ledgers.report(Cluster.failure(e, options).obstacle());
        }
    }

    private void judge() {
        refuseCompacted();
        @Nullable Map<Integer, Long> groupOffsets = groupOffsets();
        Map<TopicPartition, Long> inputEnds = inputEnds();
        read(outputReader, cluster.spans(options.topics()));
        ledgers.setHorizon();
        if (origins != null) {
            origins.setHorizon(groupOffsets == null ? numbered(inputEnds) : groupOffsets);
            readInput(origins, inputEnds);
        }
        if (ledgers.hasLosses()) {
            read(outputReader, cluster.spans(options.topics()));
            if (origins != null) {
                readInput(origins, inputEnds);
            }
        }
        cluster.requireSame(allTopics());
        requireGroup(groupOffsets);
    }

    private Set<String> allTopics() {
        Set<String> all = new HashSet<>(options.topics());
        Stream.ofNullable(options.against()).forEach(all::add);
        return all;
    }

    private void refuseCompacted() {
        if (!checked) {
            cluster.requireSame(allTopics());
            allTopics().forEach(cluster::refuseCompacted);
            checked = true;
        }
    }

    private @Nullable Map<Integer, Long> groupOffsets() {
        return options.group() == null || options.against() == null
                ? null
                : cluster.groupOffsets(options.group(), options.against());
    }

    private Map<TopicPartition, Long> inputEnds() {
        Map<TopicPartition, Long> ends = new HashMap<>();
        if (options.against() != null) {
            cluster.spans(List.of(options.against()))
                    .forEach((partition, span) -> ends.put(partition, span.end()));
        }
        return ends;
    }

    private static Map<Integer, Long> numbered(Map<TopicPartition, Long> offsets) {
        Map<Integer, Long> numbered = new HashMap<>();
        offsets.forEach((partition, offset) -> numbered.put(partition.partition(), offset));
        return numbered;
    }

    /**
     * Reads the input up to where it ended before the output was read, and further where the output
     * names records written since.
     */
    private void readInput(OriginLedger ledger, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Span> spans = new HashMap<>();
        cluster.spans(List.of(String.valueOf(options.against())))
                .forEach(
                        (partition, span) -> {
                            long wanted =
                                    Math.max(
                                            ends.getOrDefault(partition, 0L),
                                            ledger.namedEnd(partition.partition()));
                            spans.put(partition, span.upTo(wanted));
                        });
        read(inputReader, spans);
    }

    private void read(TopicReader reader, Map<TopicPartition, Span> spans) {
        Map<TopicPartition, Long> positions = reader.read(spans);
        if (positions.isEmpty()) {
            return;
        }
        List<StalledPartition> stalled =
                new OpenTransactions(admin, Clock.systemUTC()).explain(positions, spans);
        String more = stalled.size() > 1 ? " (and " + (stalled.size() - 1) + " more)" : "";
        throw new Incomplete(
                "committed reads did not move for "
                        + options.timeout().toSeconds()
                        + " s: "
                        + stalled.get(0).text()
                        + more
                        + "; wait for the job's next checkpoint or raise --timeout above its"
                        + " interval",
                stalled);
    }

    private void requireGroup(@Nullable Map<Integer, Long> groupOffsets) {
        AgainstReport against = ledgers.against();
        boolean unknown = groupOffsets != null && groupOffsets.isEmpty();
        if (unknown && against != null && against.pending() != null && against.pending() > 0) {
            throw new Incomplete(
                    "group '"
                            + options.group()
                            + "' has no committed offset in "
                            + options.against()
                            + ", so lost and pending input cannot be told apart: check the name,"
                            + " or wait for the job's first checkpoint");
        }
    }

    @Override
    public void close() {
        outputReader.close();
        inputReader.close();
        admin.close(Duration.ZERO);
    }

    private final class Output implements Sink {
        @Override
        public void begin(Partition partition, long firstOffset) {
            ledgers.begin(partition, firstOffset);
        }

        @Override
        public void gap(Partition partition, long resumedAt) {
            ledgers.gap(partition);
        }

        @Override
        public void record(Partition partition, long offset, Headers headers) {
            Evidence evidence = Evidence.of(headers);
            ledgers.observe(partition, offset, evidence.stamp(), evidence.origin());
        }
    }

    private final class Input implements Sink {
        @Override
        public void begin(Partition partition, long firstOffset) {
            gap(partition, firstOffset);
        }

        @Override
        public void gap(Partition partition, long resumedAt) {
            if (origins != null) {
                origins.inputBegins(partition.number(), resumedAt);
            }
        }

        @Override
        public void record(Partition partition, long offset, Headers headers) {
            if (origins != null) {
                origins.input(partition.number(), offset);
            }
        }
    }
}
