package io.exactlyonce.job.audit.ledger;

import io.exactlyonce.job.audit.report.AgainstReport;
import io.exactlyonce.job.audit.report.AuditReport;
import io.exactlyonce.job.audit.report.AuditReport.Obstacle;
import io.exactlyonce.job.audit.report.Finding;
import io.exactlyonce.job.audit.report.TopicReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The books of one audit: the lanes of every topic and, if asked for, the origins. */
public final class Ledgers {
    private final Map<String, LaneLedger> lanes = new LinkedHashMap<>();
    private final @Nullable OriginLedger origins;

    /**
     * @param topics the audited topics, in the order of the report
     * @param origins the comparison with an input topic; null without one
     */
    public Ledgers(Collection<String> topics, @Nullable OriginLedger origins) {
        topics.forEach(topic -> lanes.put(topic, new LaneLedger(topic)));
        this.origins = origins;
    }

    private LaneLedger of(Partition partition) {
        LaneLedger ledger = lanes.get(partition.topic());
        if (ledger == null) {
            throw new IllegalArgumentException(partition + " is not audited");
        }
        return ledger;
    }

    /** A partition is read from this offset on; above 0, earlier records were deleted. */
    public void begin(Partition partition, long firstOffset) {
        of(partition).begin(partition, firstOffset);
        if (origins != null) {
            origins.begin(partition, firstOffset);
        }
    }

    /** Records after the last one observed were deleted before they could be read. */
    public void gap(Partition partition) {
        of(partition).gap(partition);
        if (origins != null) {
            origins.gap(partition);
        }
    }

    /** Takes what the headers of an audited record say. */
    public void observe(Partition partition, long offset, Stamp stamp, Origin origin) {
        of(partition).observe(partition, offset, stamp);
        if (origins != null) {
            origins.observe(partition, offset, origin);
        }
    }

    /** From now on, holes below the highest number seen of each lane count. */
    public void setHorizon() {
        lanes.values().forEach(LaneLedger::setHorizon);
    }

    /** Whether anything would be called lost or unproven now. */
    public boolean hasLosses() {
        return lanes.values().stream().anyMatch(LaneLedger::hasHoles)
                || (origins != null && origins.hasMissing());
    }

    /** Judges what was taken so far. */
    public AuditReport report(Obstacle obstacle) {
        return AuditReport.of(topics(), against(), findings(), judged(), obstacle);
    }

    private long judged() {
        AgainstReport against = against();
        long stamped = lanes.values().stream().mapToLong(LaneLedger::judged).sum();
        return stamped + (against == null ? 0 : against.named() - against.ignored());
    }

    private List<TopicReport> topics() {
        return lanes.values().stream().map(LaneLedger::report).toList();
    }

    /** The comparison with the input so far; null without an input. */
    public @Nullable AgainstReport against() {
        return origins == null ? null : origins.report();
    }

    private List<List<Finding>> findings() {
        List<List<Finding>> findings = new ArrayList<>();
        lanes.values().forEach(ledger -> findings.addAll(ledger.findings()));
        if (origins != null) {
            findings.addAll(origins.findings());
        }
        return findings;
    }
}
