package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.snapshot.SnapshotAddress;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.Pods;
import io.exactlyonce.operator.transaction.SeenStall;
import io.exactlyonce.operator.transaction.Start;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of the transactions of one name, at brokers, storage and pods. Some of it is asked
 * only when a plan depends on it; what was not asked is absent.
 *
 * @param brokers what the brokers of each policy list as open, by name of the policy
 * @param policies the policies of ledgers whose deployment is gone, by name
 * @param snapshots what lies in the directory of an incarnation that is gone
 * @param contents of snapshots, by where they lie
 * @param described ids that were asked about one by one; empty for one the brokers do not know
 * @param samples a few ids of any state, by the prefix that was asked about
 * @param pods what runs under the name; null if that could not be found out
 * @param forks deployments of the namespace that are started from a snapshot and have not committed
 * @param neighbours ledgers of names that were asked about; an empty list for one that has none
 */
public record TransactionEvidence(
        Map<String, Brokers> brokers,
        Map<String, PolicyLookup> policies,
        Map<Incarnation, StoredSnapshots> snapshots,
        Map<SnapshotAddress, SnapshotContent> contents,
        Map<String, Optional<TransactionDescription>> described,
        Map<String, List<TransactionDescription>> samples,
        @Nullable Pods pods,
        Set<Start> forks,
        Map<String, List<Ledger>> neighbours) {
    /** Nobody looked. */
    public static final TransactionEvidence NONE =
            new TransactionEvidence(
                    Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), null, Set.of(),
                    Map.of());

    /** Copies the collections. */
    public TransactionEvidence {
        brokers = Map.copyOf(brokers);
        policies = Map.copyOf(policies);
        snapshots = Map.copyOf(snapshots);
        contents = Map.copyOf(contents);
        described = Map.copyOf(described);
        samples = Map.copyOf(samples);
        forks = Set.copyOf(forks);
        neighbours = Map.copyOf(neighbours);
    }

    /** What the brokers of one policy said. */
    public sealed interface Brokers {}

    /**
     * Every broker answered.
     *
     * @param open each open transaction whose id has our format and this namespace and name
     * @param stalls partitions of the name whose careful readers wait for too long; null if nobody
     *     knows
     */
    public record Told(List<OpenTransaction> open, @Nullable List<SeenStall> stalls)
            implements Brokers {
        /** Copies the lists. */
        public Told {
            open = List.copyOf(open);
            stalls = stalls == null ? null : List.copyOf(stalls);
        }

        /** Nobody has looked for stalls. */
        public Told(List<OpenTransaction> open) {
            this(open, null);
        }
    }

    /**
     * They did not all answer.
     *
     * @param reason of the condition that says so
     * @param why in words fit for users, as a sentence without a full stop
     */
    public record Silent(Reason reason, String why) implements Brokers {}

    /** Somebody is asking them for the first time; the answer is not known yet. */
    public record Asking() implements Brokers {}

    /** What the brokers of a policy said; empty if nobody asked. */
    Optional<Brokers> of(String policy) {
        return Optional.ofNullable(brokers.get(policy));
    }

    /** What a snapshot holds pending, as the storage of a policy shows it; null if nobody asked. */
    @Nullable SnapshotContent content(String policy, String path) {
        return contents.get(new SnapshotAddress(policy, path));
    }

    /** With what a snapshot holds pending. */
    public TransactionEvidence withContent(SnapshotAddress snapshot, SnapshotContent content) {
        return new TransactionEvidence(
                brokers,
                policies,
                snapshots,
                with(contents, snapshot, content),
                described,
                samples,
                pods,
                forks,
                neighbours);
    }

    /** With what lies in the directory of an incarnation. */
    public TransactionEvidence withSnapshots(Incarnation incarnation, StoredSnapshots stored) {
        return new TransactionEvidence(
                brokers,
                policies,
                with(snapshots, incarnation, stored),
                contents,
                described,
                samples,
                pods,
                forks,
                neighbours);
    }

    /**
     * With what the coordinators say of some ids.
     *
     * @param asked all that were asked about; one that is not told is not known to them
     */
    public TransactionEvidence withDescriptions(
            Set<String> asked, Map<String, TransactionDescription> told) {
        Map<String, Optional<TransactionDescription>> all = new HashMap<>(described);
        asked.forEach(id -> all.put(id, Optional.ofNullable(told.get(id))));
        return new TransactionEvidence(
                brokers, policies, snapshots, contents, all, samples, pods, forks, neighbours);
    }

    /** With every ledger of some names. */
    public TransactionEvidence withNeighbours(Map<String, List<Ledger>> found) {
        Map<String, List<Ledger>> all = new HashMap<>(neighbours);
        all.putAll(found);
        return new TransactionEvidence(
                brokers, policies, snapshots, contents, described, samples, pods, forks, all);
    }

    /** With a few ids that begin with a prefix. */
    public TransactionEvidence withSample(String prefix, List<TransactionDescription> some) {
        return new TransactionEvidence(
                brokers,
                policies,
                snapshots,
                contents,
                described,
                with(samples, prefix, some),
                pods,
                forks,
                neighbours);
    }

    /** With brokers that stopped answering: nothing that they said before is enough. */
    public TransactionEvidence silent(String policy, Silent answer) {
        return new TransactionEvidence(
                with(brokers, policy, answer),
                policies,
                snapshots,
                contents,
                described,
                samples,
                pods,
                forks,
                neighbours);
    }

    private static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
        Map<K, V> changed = new HashMap<>(map);
        changed.put(key, value);
        return changed;
    }
}
