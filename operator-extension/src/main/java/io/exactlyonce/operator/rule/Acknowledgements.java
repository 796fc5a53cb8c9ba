package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.policy.AcknowledgedRisk;
import io.exactlyonce.operator.policy.SpellingSuggestion;
import io.exactlyonce.operator.revision.Annotations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Risks that somebody takes responsibility for, by code and with a reason: in the policy for all
 * its deployments, in the annotation {@code exactlyonce.io/accept} for one. What is accepted is
 * admitted and stays visible.
 *
 * @param risks readable ones, the policy's first
 * @param unreadable EO1409, one for each that is not
 */
public record Acknowledgements(List<Acknowledgement> risks, List<Violation> unreadable) {
    /** Nobody accepts anything. */
    public static final Acknowledgements NONE = new Acknowledgements(List.of(), List.of());

    /** Enough for a word or a ticket's number; less is no reason. */
    private static final int SHORTEST_REASON = 8;

    private static final String ANNOTATION = "metadata.annotations[\"" + Annotations.ACCEPT + "\"]";

    /** A ';' inside a reason is no separator: one comes before the next code, or at the end. */
    private static final Pattern SEPARATOR =
            Pattern.compile("\\R|;(?=\\s*(?:[A-Za-z]{1,4}[0-9]{1,8}\\s*(?::|;|$)|$))");

    private static final Pattern ENTRY =
            Pattern.compile("([^\\s:]+)\\s*(?::\\s*(.*))?", Pattern.DOTALL);

    /** Copies the lists. */
    public Acknowledgements {
        risks = List.copyOf(risks);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * One accepted risk.
     *
     * @param code of the rule
     * @param reason why, in words of whoever accepts it
     * @param byPolicy whether the policy says so, for all its deployments
     */
    public record Acknowledgement(Code code, String reason, boolean byPolicy) {}

    /**
     * From what the policy acknowledges and the annotation of one deployment.
     *
     * @param byPolicy {@code spec.acknowledgedRisks}
     * @param annotation {@code EO1206: reason}, one a line or separated by ';'
     */
    public static Acknowledgements of(
            List<AcknowledgedRisk> byPolicy, Optional<String> annotation) {
        List<Acknowledgement> risks = new ArrayList<>();
        List<Violation> unreadable = new ArrayList<>();
        for (int i = 0; i < byPolicy.size(); i++) {
            AcknowledgedRisk risk = byPolicy.get(i);
            Source policy = new Source("spec.acknowledgedRisks[" + i + "] of the policy", true);
            read(policy, risk.code(), risk.reason(), risks, unreadable);
        }
        for (String entry : SEPARATOR.split(annotation.orElse(""))) {
            if (!entry.isBlank()) {
                read(entry.strip(), risks, unreadable);
            }
        }
        return new Acknowledgements(risks, unreadable);
    }

    private static void read(
            String entry, List<Acknowledgement> risks, List<Violation> unreadable) {
        Matcher matcher = ENTRY.matcher(entry);
        String id = matcher.matches() ? matcher.group(1) : entry;
        String reason = matcher.matches() ? Optional.ofNullable(matcher.group(2)).orElse("") : "";
        read(new Source(ANNOTATION, false), id, reason.strip(), risks, unreadable);
    }

    /** Where an acknowledgement stands. */
    private record Source(String field, boolean isPolicy) {}

    private static void read(
            Source source,
            String id,
            String reason,
            List<Acknowledgement> risks,
            List<Violation> unreadable) {
        Optional<Code> code = Code.of(id);
        if (code.isEmpty()) {
            unreadable.add(unknown(source.field(), id));
        } else if (!code.get().isAcknowledgeable()) {
            unreadable.add(notAcknowledgeable(source.field(), code.get()));
        } else if (reason.length() < SHORTEST_REASON) {
            unreadable.add(withoutReason(source.field(), id, reason));
        } else {
            risks.add(new Acknowledgement(code.get(), reason, source.isPolicy()));
        }
    }

    private static Violation unknown(String field, String id) {
        List<String> known =
                Arrays.stream(Code.values()).filter(Code::isAcknowledgeable).map(Code::id).toList();
        return unreadable(
                field,
                Shown.of(id) + ", which is the code of no rule",
                "nobody can tell which risk is meant, and so none is accepted",
                SpellingSuggestion.of(id, known)
                        .map(close -> "Write \"" + close + ": <why>\" if that is meant")
                        .orElse("Write the code of a message, as in \"EO1206: <why>\""));
    }

    private static Violation notAcknowledgeable(String field, Code code) {
        return unreadable(
                field,
                code.id() + " (" + code.title() + "), which cannot be accepted",
                "there is no plan that could be carried out all the same",
                "Mend what " + code.id() + " says, and remove this entry");
    }

    private static Violation withoutReason(String field, String id, String reason) {
        return unreadable(
                field,
                id
                        + (reason.isEmpty()
                                ? " without a reason"
                                : " with the reason " + Shown.of(reason)),
                "whoever finds lost or repeated records must be able to read who accepted that and"
                        + " why",
                "Write \""
                        + id
                        + ": <why>\" with at least "
                        + SHORTEST_REASON
                        + " characters of reason");
    }

    private static Violation unreadable(String field, String observed, String reason, String fix) {
        return new Violation(Code.ACKNOWLEDGEMENT_UNREADABLE, field, observed, reason, fix);
    }

    /** Splits violations into refused and accepted ones. */
    public Judgement judge(List<Violation> violations) {
        List<Violation> refused = new ArrayList<>(unreadable);
        List<Violation> accepted = new ArrayList<>();
        for (Violation violation : violations) {
            (accepts(violation.code()) ? accepted : refused).add(violation);
        }
        List<String> warnings =
                risks.stream()
                        .filter(risk -> !risk.byPolicy())
                        .filter(
                                risk ->
                                        violations.stream()
                                                .noneMatch(found -> found.code() == risk.code()))
                        .map(Acknowledgements::unused)
                        .toList();
        return new Judgement(refused, accepted, warnings);
    }

    /** Whether somebody accepts this risk. */
    public boolean accepts(Code code) {
        return risks.stream().anyMatch(risk -> risk.code() == code);
    }

    private static String unused(Acknowledgement risk) {
        return ANNOTATION
                + " accepts "
                + risk.code().id()
                + " ("
                + risk.code().title()
                + "), which does not occur: remove it, or it will accept the next one silently.";
    }
}
