package io.exactlyonce.operator.storage;

import io.exactlyonce.operator.policy.Checkpoints;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.SnapshotContent.Pending;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What snapshots hold. A completed snapshot never changes, so it need not be read twice; that its
 * metadata are still there, and the same, has to be asked each time. What one policy has read is
 * not answered to another, which may not be allowed to read it.
 */
final class SnapshotMemory {
    /** Pending transactions of all, about 200 bytes each. */
    static final int MOST = 50_000;

    private static final float LOAD = 0.75f;

    private final Map<Key, Known> known = new LinkedHashMap<>(16, LOAD, true);
    private int weight;

    private record Key(
            String namespace, String policy, Checkpoints.Storage storage, StoragePath metadata) {}

    private record Known(Instant written, Pending content) {
        int weight() {
            return 1 + content.pending().size();
        }
    }

    private static Key key(Policy policy, StoragePath metadata) {
        return new Key(
                policy.identity().namespace(),
                policy.identity().name(),
                policy.checkpoints().storage(),
                metadata);
    }

    /** What it holds, if it is still the one that was written then. */
    synchronized Optional<SnapshotContent> content(
            Policy policy, StoragePath metadata, Instant written) {
        Known before = known.get(key(policy, metadata));
        return before != null && before.written().equals(written)
                ? Optional.of(before.content())
                : Optional.empty();
    }

    /** Remembers what was read to the end, and forgets what has not been asked for longest. */
    synchronized void remember(
            Policy policy, StoragePath metadata, Instant written, SnapshotContent content) {
        if (!(content instanceof Pending read)) {
            return;
        }
        Known fresh = new Known(written, read);
        weight += fresh.weight() - weight(known.put(key(policy, metadata), fresh));
        for (Iterator<Known> oldest = known.values().iterator();
                weight > MOST && oldest.hasNext(); ) {
            weight -= oldest.next().weight();
            oldest.remove();
        }
    }

    private static int weight(@Nullable Known entry) {
        return entry == null ? 0 : entry.weight();
    }
}
