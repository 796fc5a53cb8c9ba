package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.deployment.DeploymentStatus;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.ChangeClassifier;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import java.util.Optional;

/**
 * Which revision a write is. The invariant: one number stands for one spec that upstream may have
 * acted on. So a change it acts on opens the next number in the same write, everything else keeps
 * what was added byte for byte, and a number that was given out is never given out again.
 */
final class Succession {

    /** What becomes of the number and of what was added. */
    enum Kind {
        /** The first revision of a new deployment. */
        FIRST,
        /** The first revision of a deployment that was there before us. */
        ADOPTED,
        /** The same number, and what was added stays as it is. */
        KEPT,
        /** The next number, and everything is worked out anew. */
        NEXT,
        /** The number and additions of the revision that is still deployed. */
        REVERTED
    }

    /**
     * The decision.
     *
     * @param kind what becomes of the number
     * @param mark the number, with the block that is kept or given back; for the other kinds the
     *     block is still empty
     * @param userSpec what is the user's in the write
     * @param before what the stored object has of ours; empty if it has nothing
     * @param deployed what a later revert would get back, as in {@link Annotations#DEPLOYED}
     */
    record Step(
            Kind kind,
            RevisionMark mark,
            Fields userSpec,
            InjectedBlock before,
            Optional<InjectedBlock> deployed) {
        boolean keepsAdditions() {
            return kind == Kind.KEPT || kind == Kind.REVERTED;
        }
    }

    private Succession() {}

    static Step decide(AdmissionRequest request) {
        FlinkDeployment written = request.object();
        Optional<Provenance> lineage = request.oldObject().flatMap(Provenance::of);
        if (lineage.isEmpty()) {
            Kind kind = request.oldObject().isPresent() ? Kind.ADOPTED : Kind.FIRST;
            return new Step(
                    kind,
                    first(request.uid()),
                    kind == Kind.FIRST ? Ownership.userSpec(written) : Ownership.adopted(written),
                    InjectedBlock.EMPTY,
                    Optional.empty());
        }
        RevisionMark mark = lineage.get().mark();
        if (lineage.get().isInterrupted()) {
            return new Step(
                    Kind.ADOPTED,
                    mark.next(),
                    Ownership.userSpec(written, mark),
                    mark.injected(),
                    Optional.empty());
        }
        return successor(written, request.oldObject().orElseThrow(), mark);
    }

    private static RevisionMark first(String requestUid) {
        return new RevisionMark(Incarnation.of(requestUid), 1, 1, InjectedBlock.EMPTY);
    }

    private static Step successor(
            FlinkDeployment written, FlinkDeployment stored, RevisionMark mark) {
        Fields userSpec = Ownership.userSpec(written, mark);
        InjectedBlock kept = mark.injected().only(new Absence(userSpec));
        Optional<InjectedBlock> deployed =
                stored.annotation(Annotations.DEPLOYED).map(InjectedBlock::parse);
        Step keep = new Step(Kind.KEPT, mark.with(kept), userSpec, mark.injected(), deployed);
        if (written.wantsSuspended()) {
            return keep;
        }
        Fields candidate = kept.addTo(userSpec);
        boolean adoptsPolicy = adoptsPolicy(written, stored);
        if (stored.wantsSuspended()
                ? isUnused(stored, candidate)
                : !adoptsPolicy && !isActedOn(stored.spec(), candidate)) {
            return keep;
        }
        Optional<InjectedBlock> revertible =
                deployed.map(block -> block.only(new Absence(userSpec)))
                        .filter(block -> isWhatRuns(stored, block.addTo(userSpec)));
        if (!stored.wantsSuspended() && !adoptsPolicy && revertible.isPresent()) {
            return new Step(
                    Kind.REVERTED,
                    revert(mark, runningRevision(stored.status()), revertible.get()),
                    userSpec,
                    mark.injected(),
                    Optional.empty());
        }
        return new Step(
                Kind.NEXT,
                mark.next(),
                userSpec,
                mark.injected(),
                whatRuns(stored, mark, deployed));
    }

    /**
     * A resume of what was created suspended: its first revision has not been used yet. If the spec
     * was edited since (the server counts that as a generation), what was added for the first one
     * may not fit it any more.
     */
    private static boolean isUnused(FlinkDeployment stored, Fields candidate) {
        return !stored.status().hasReconciledSpec()
                && stored.generation() <= 1
                && !isActedOn(stored.spec(), candidate.with("suspended", "job", "state"));
    }

    /** A wish counts once: the same value in a later write is none. */
    private static boolean adoptsPolicy(FlinkDeployment written, FlinkDeployment stored) {
        Optional<String> wish = written.annotation(Annotations.ADOPT_POLICY);
        return wish.isPresent() && !wish.equals(stored.annotation(Annotations.ADOPT_POLICY));
    }

    /**
     * Whether upstream would see no difference between what it has deployed and this spec with the
     * additions of the deployed revision. In mid-upgrade the last reconciled spec is the target, so
     * then nothing is given back.
     */
    private static boolean isWhatRuns(FlinkDeployment stored, Fields candidate) {
        DeploymentStatus status = stored.status();
        return status.isDeployed()
                && revisionOf(status).isPresent()
                && !isActedOn(status.reconciledSpec(), candidate);
    }

    private static int runningRevision(DeploymentStatus status) {
        return Integer.parseInt(revisionOf(status).orElseThrow());
    }

    private static RevisionMark revert(RevisionMark mark, int revision, InjectedBlock block) {
        return new RevisionMark(mark.incarnation(), revision, mark.highest(), block);
    }

    /** What is deployed while the next revision waits for its turn. */
    private static Optional<InjectedBlock> whatRuns(
            FlinkDeployment stored, RevisionMark mark, Optional<InjectedBlock> recorded) {
        Optional<String> running = revisionOf(stored.status());
        if (running.isEmpty()) {
            return Optional.empty();
        }
        if (running.equals(mark.injected().value(RevisionKeys.REVISION))) {
            return Optional.of(mark.injected());
        }
        return recorded.filter(block -> running.equals(block.value(RevisionKeys.REVISION)));
    }

    private static Optional<String> revisionOf(DeploymentStatus status) {
        return FlinkConfiguration.of(status.reconciledSpec())
                .value(RevisionKeys.REVISION)
                .filter(text -> text.matches("[1-9][0-9]{0,5}"));
    }

    private static boolean isActedOn(Fields before, Fields after) {
        return ChangeClassifier.classify(before, after).change().isActedOn();
    }
}
