package io.exactlyonce.operator.cli;

import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.plan.admission.FieldChange;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.rule.Judgement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An incarnation is made of the uid of the request that creates a deployment, so a file has none
 * yet: what stands in for it is shown as {@code <new>}.
 */
record NewIncarnations(List<String> standIns) {
    private static final String SHOWN = "<new>";

    static NewIncarnations of(List<String> uids) {
        return new NewIncarnations(uids.stream().map(uid -> Incarnation.of(uid).value()).toList());
    }

    /** The same finding, as people should see it. */
    Finding in(Finding finding) {
        Judgement judgement = finding.judgement();
        return new Finding(
                finding.subject(),
                finding.verdict(),
                finding.changes().stream()
                        .map(
                                change ->
                                        new FieldChange(
                                                change.path(), in(change.from()), in(change.to())))
                        .toList(),
                new Judgement(
                        judgement.refused().stream().map(this::in).toList(),
                        judgement.accepted().stream().map(this::in).toList(),
                        judgement.warnings().stream().map(this::shown).toList()));
    }

    private Violation in(Violation violation) {
        return new Violation(
                violation.code(),
                violation.field(),
                shown(violation.observed()),
                violation.reason(),
                shown(violation.fix()));
    }

    private @Nullable String in(@Nullable String text) {
        return text == null ? null : shown(text);
    }

    private String shown(String text) {
        String shown = text;
        for (String standIn : standIns) {
            shown = shown.replace(standIn, SHOWN);
        }
        return shown;
    }
}
