package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.revision.RevisionMark;
import java.util.List;

/** The answer to a write. */
public sealed interface AdmissionPlan {

    /** The write is none of our business, and goes through unchanged. */
    record Pass(String why) implements AdmissionPlan {}

    /**
     * The write goes through, completed.
     *
     * @param object what is to be stored
     * @param mark the revision it is
     * @param added what the write lacks and the object has, for people to read
     * @param accepted violations that were acknowledged; they stay visible
     * @param warnings what the user should know, one line each
     */
    record Admit(
            Fields object,
            RevisionMark mark,
            List<FieldChange> added,
            List<Violation> accepted,
            List<String> warnings)
            implements AdmissionPlan {}

    /** The write is refused, for every reason at once. */
    record Refuse(List<Violation> violations) implements AdmissionPlan {}
}
