package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/** The FlinkDeployments of one cluster, with admission before them. */
final class ApiServer {
    static final String NAMESPACE = "shop";
    static final String POLICY = "standard";
    static final String REVISION = "exactly-once.revision";
    static final String PREFIX = "exactly-once.sink.transactional-id-prefix";
    static final String ROLLBACK = "kubernetes.operator.deployment.rollback.enabled";
    private static final String CONFIGURATION = "flinkConfiguration";

    private final String cluster;
    private final IntUnaryOperator prefixing;
    private final SortedMap<String, FlinkDeployment> stored = new TreeMap<>();
    private final Set<Incarnation> issued = new HashSet<>();
    private int created;

    /**
     * @param cluster its name: uids of two clusters, and of two runs, differ
     * @param prefixing number that a revision's prefix bears
     */
    ApiServer(String cluster, IntUnaryOperator prefixing) {
        this.cluster = cluster;
        this.prefixing = prefixing;
    }

    Optional<FlinkDeployment> get(String name) {
        return Optional.ofNullable(stored.get(name));
    }

    List<FlinkDeployment> all() {
        return List.copyOf(stored.values());
    }

    /** Whether a deployment of this cluster bears the incarnation, or did. */
    boolean hasIssued(Incarnation incarnation) {
        return issued.contains(incarnation);
    }

    /**
     * A new deployment.
     *
     * @param from snapshot to start from; empty text for none
     */
    void create(String name, int parallelism, String from) {
        created++;
        String uid = cluster + "-" + created;
        Fields spec =
                Fields.EMPTY
                        .with("v2_2", "flinkVersion")
                        .with(parallelism, "job", "parallelism")
                        .with("running", "job", "state")
                        .with("savepoint", "job", "upgradeMode")
                        .with("false", CONFIGURATION, ROLLBACK)
                        .with(
                                Storage.checkpoints(name),
                                CONFIGURATION,
                                "execution.checkpointing.dir");
        if (!from.isEmpty()) {
            spec = spec.with(from, "job", "initialSavepointPath");
        }
        Fields object =
                Fields.EMPTY
                        .with(NAMESPACE, "metadata", "namespace")
                        .with(name, "metadata", "name")
                        .with(uid, "metadata", "uid")
                        .with(1, "metadata", "generation")
                        .with(POLICY, "metadata", "labels", FlinkDeployment.POLICY_LABEL)
                        .with(spec, "spec");
        Incarnation incarnation = Incarnation.of("create-" + uid);
        issued.add(incarnation);
        RevisionMark first = new RevisionMark(incarnation, 1, 1, InjectedBlock.EMPTY);
        stored.put(name, FlinkDeployment.of(completed(object, name, first)));
    }

    private Fields completed(Fields object, String name, RevisionMark mark) {
        InjectedBlock block =
                InjectedBlock.of(
                        Map.of(
                                REVISION,
                                Integer.toString(mark.revision()),
                                PREFIX,
                                new TransactionalIdPrefix(
                                                "eo1",
                                                NAMESPACE,
                                                name,
                                                mark.incarnation(),
                                                prefixing.applyAsInt(mark.revision()))
                                        .format()));
        Fields spec =
                object.object("spec")
                        .with(block.value(REVISION).orElseThrow(), CONFIGURATION, REVISION)
                        .with(block.value(PREFIX).orElseThrow(), CONFIGURATION, PREFIX);
        return mark.with(block).writeTo(object.with(spec, "spec"));
    }

    /** A change that upstream acts on: the next revision, in the same write. */
    void revise(String name, UnaryOperator<Fields> spec) {
        edit(
                name,
                object -> {
                    Fields changed = object.with(spec.apply(object.object("spec")), "spec");
                    RevisionMark mark = RevisionMark.of(stored.get(name)).orElseThrow();
                    return completed(changed, name, mark.next());
                });
    }

    /** A change of the spec that opens no revision. */
    void edit(String name, UnaryOperator<Fields> change) {
        FlinkDeployment before = stored.get(name);
        if (before != null && !before.isBeingDeleted()) {
            stored.put(
                    name,
                    before.withObject(
                            change.apply(before.object())
                                    .with(before.generation() + 1, "metadata", "generation")));
        }
    }

    /** A change of metadata. */
    void annotate(String name, String annotation, String value) {
        stored.computeIfPresent(
                name,
                (key, it) ->
                        it.withObject(
                                it.object().with(value, "metadata", "annotations", annotation)));
    }

    /** Upstream's write of the status. */
    void status(String name, UnaryOperator<FlinkDeployment> change) {
        stored.computeIfPresent(name, (key, it) -> change.apply(it));
    }

    /** It is gone once upstream has cleaned up. */
    void delete(String name) {
        stored.computeIfPresent(
                name,
                (key, it) ->
                        it.withObject(it.object().with("now", "metadata", "deletionTimestamp")));
    }

    void remove(String name) {
        stored.remove(name);
    }

    static int revision(Fields spec) {
        return Integer.parseInt(spec.text(CONFIGURATION, REVISION).orElse("0"));
    }

    static String prefix(Fields spec) {
        return spec.text(CONFIGURATION, PREFIX).orElse("");
    }

    static boolean rollsBack(Fields spec) {
        return spec.text(CONFIGURATION, ROLLBACK).filter("true"::equals).isPresent();
    }
}
