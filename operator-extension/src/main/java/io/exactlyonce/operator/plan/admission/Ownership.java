package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.deployment.Claims;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tells what is the user's in a write from what we added earlier.
 *
 * <p>Two records say what we added: the annotation of the stored object, and the annotation that
 * the write itself carries when it is made from a live manifest (a copy under another name, a
 * backup, our own answer sent to us again). What either lists with the value it lists is not the
 * user's, everything else is. In a write to an object that was there before, a key that the user's
 * own file or a field manager claims is the user's even with our value.
 */
final class Ownership {
    /** Keys that nobody writes into a file of their own. */
    private static final String OUR_KEYS = "exactly-once.";

    private Ownership() {}

    /** The object without any annotation of ours. */
    static Fields withoutMarks(Fields object) {
        Fields stripped = object;
        for (String annotation : Annotations.OURS) {
            stripped = stripped.without(RevisionMark.path(annotation));
        }
        return stripped;
    }

    /** The user's spec of a CREATE: it has no past, and what a copy claims is another's. */
    static Fields userSpec(FlinkDeployment written) {
        return carried(written).removeFrom(written.spec());
    }

    /** The user's spec of a write that puts an object under our care that was there before. */
    static Fields adopted(FlinkDeployment written) {
        return without(List.of(carried(written)), written.spec(), unclaimed(written));
    }

    /** The user's spec of a write to an object with this mark. */
    static Fields userSpec(FlinkDeployment written, RevisionMark stored) {
        return without(
                recorded(written, stored.injected()),
                written.spec(),
                isOurOwnAnswer(written, stored) ? key -> true : unclaimed(written));
    }

    private static Predicate<String> unclaimed(FlinkDeployment written) {
        Claims claims = written.claims();
        return key -> !claims.of(InjectedBlock.path(key));
    }

    /**
     * A number that was never given out before stands in what we answered to this very write, and
     * is asked about again. The server's managed fields may still hold a claim on a field that was
     * gone and that we have added: it is ours.
     */
    private static boolean isOurOwnAnswer(FlinkDeployment written, RevisionMark stored) {
        return RevisionMark.of(written)
                .filter(mark -> mark.incarnation().equals(stored.incarnation()))
                .filter(mark -> mark.revision() > stored.highest())
                .isPresent();
    }

    private static Fields without(
            List<InjectedBlock> blocks, Fields spec, Predicate<String> unclaimed) {
        Fields stripped = spec;
        for (InjectedBlock block : blocks) {
            stripped = block.only(unclaimed).removeFrom(stripped);
        }
        return stripped;
    }

    /**
     * What was ours in the object that the write was made from. Where our record is gone by hand,
     * our own keys tell that it was made from the live object; a file that has neither (kubectl
     * replace leaves no other trace) holds nothing of ours. A record of another object, or one that
     * was made up, comes with a file that kubectl apply merges into the live object: then both are
     * there.
     */
    private static List<InjectedBlock> recorded(FlinkDeployment written, InjectedBlock stored) {
        InjectedBlock carried = carried(written);
        if (!carried.entries().isEmpty()) {
            return incarnation(carried).equals(incarnation(stored))
                    ? List.of(unedited(carried, stored))
                    : List.of(carried, stored);
        }
        boolean fromLive =
                stored.entries().keySet().stream()
                        .filter(key -> key.startsWith(OUR_KEYS))
                        .anyMatch(key -> stored.standsIn(written.spec(), key));
        return fromLive ? List.of(stored) : List.of();
    }

    private static Optional<Incarnation> incarnation(InjectedBlock block) {
        return block.value(RevisionKeys.PREFIX)
                .flatMap(TransactionalIdPrefix::parse)
                .map(TransactionalIdPrefix::incarnation);
    }

    /**
     * What was added for one revision never changes. So another value in a record of the very
     * revision that is stored was put there by hand: a search-and-replace over the live form edits
     * the record along with the spec, and then what stands in the spec is what the user wants.
     */
    private static InjectedBlock unedited(InjectedBlock carried, InjectedBlock stored) {
        boolean sameRevision =
                carried.value(RevisionKeys.REVISION).equals(stored.value(RevisionKeys.REVISION));
        return sameRevision
                ? stored.only(key -> carried.value(key).isPresent()).and(carried)
                : carried;
    }

    private static InjectedBlock carried(FlinkDeployment written) {
        return written.annotation(Annotations.INJECTED)
                .map(InjectedBlock::parse)
                .orElse(InjectedBlock.EMPTY);
    }
}
