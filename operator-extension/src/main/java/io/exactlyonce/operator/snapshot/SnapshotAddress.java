package io.exactlyonce.operator.snapshot;

import java.util.Comparator;

/**
 * Where a snapshot lies. One path may name two snapshots: every policy says itself by which
 * endpoint and with which keys its storage is read, and what may be read at all.
 *
 * @param policy whose storage it is read with
 * @param path of the snapshot
 */
public record SnapshotAddress(String policy, String path) implements Comparable<SnapshotAddress> {
    private static final Comparator<SnapshotAddress> ORDER =
            Comparator.comparing(SnapshotAddress::path).thenComparing(SnapshotAddress::policy);

    @Override
    public int compareTo(SnapshotAddress other) {
        return ORDER.compare(this, other);
    }
}
