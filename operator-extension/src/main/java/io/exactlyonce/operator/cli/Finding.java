package io.exactlyonce.operator.cli;

import io.exactlyonce.operator.plan.admission.FieldChange;
import io.exactlyonce.operator.rule.Judgement;
import java.util.List;

/**
 * What came of one object.
 *
 * @param subject which object
 * @param verdict what would become of its write
 * @param changes of its spec, if it would be admitted
 * @param judgement violations, what was accepted, and warnings
 */
record Finding(Subject subject, Verdict verdict, List<FieldChange> changes, Judgement judgement) {
    /** Copies. */
    Finding {
        changes = List.copyOf(changes);
    }

    /**
     * Which object.
     *
     * @param manifest where it is written
     * @param namespace it would be created in
     * @param policy it names; empty text for none, and for a policy
     */
    record Subject(Manifest manifest, String namespace, String policy) {}

    /** What would become of the write. */
    enum Verdict {
        FINE,
        REFUSED,
        /** No label: the operator has nothing to do with it. */
        NOT_OURS
    }

    boolean isOf(String kind, Verdict wanted) {
        return verdict == wanted && subject.manifest().kind().equals(kind);
    }
}
