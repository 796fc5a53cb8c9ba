package io.exactlyonce.job.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The books of one audit: the lanes of every topic and, if asked for, the origins. */
final class Ledgers {
    private final Map<String, LaneLedger> lanes = new LinkedHashMap<>();
    private final @Nullable OriginLedger origins;

    Ledgers(Collection<String> topics, @Nullable OriginLedger origins) {
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
    void begin(Partition partition, long firstOffset) {
        of(partition).begin(partition, firstOffset);
        if (origins != null) {
            origins.begin(partition, firstOffset);
        }
    }

    /** Records after the last one observed were deleted before they could be read. */
    void gap(Partition partition) {
        of(partition).gap(partition);
        if (origins != null) {
            origins.gap(partition);
        }
    }

    void observe(Partition partition, long offset, Evidence evidence) {
        of(partition).observe(partition, offset, evidence.stamp());
        if (origins != null) {
            origins.observe(partition, offset, evidence.origin());
        }
    }

    /** From now on, holes below the highest number seen of each lane count. */
    void setHorizon() {
        lanes.values().forEach(LaneLedger::setHorizon);
    }

    /** Whether anything would be called lost now. */
    boolean hasLosses() {
        return lanes.values().stream().anyMatch(LaneLedger::hasHoles)
                || (origins != null && origins.hasMissing());
    }

    long judged() {
        AgainstReport against = against();
        long stamped = lanes.values().stream().mapToLong(LaneLedger::judged).sum();
        return stamped + (against == null ? 0 : against.named() - against.ignored());
    }

    List<TopicReport> topics() {
        return lanes.values().stream().map(LaneLedger::report).toList();
    }

    @Nullable AgainstReport against() {
        return origins == null ? null : origins.report();
    }

    List<List<Finding>> findings() {
        List<List<Finding>> findings = new ArrayList<>();
        lanes.values().forEach(ledger -> findings.addAll(ledger.findings()));
        if (origins != null) {
            findings.addAll(origins.findings());
        }
        return findings;
    }
}
