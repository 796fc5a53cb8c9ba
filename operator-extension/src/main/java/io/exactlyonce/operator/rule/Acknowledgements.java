package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.policy.AcknowledgedRisk;
import io.exactlyonce.operator.policy.SpellingSuggestion;
import io.exactlyonce.operator.revision.Annotations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Risks that somebody takes responsibility for, by code and with a reason: in the policy for all
 * its deployments, in the annotation {@code exactlyonce.io/accept} for one. What is accepted is
 * admitted and stays visible. An entry that cannot be read accepts nothing. In the annotation it is
 * refused (EO1409); in the policy it is a warning, as the author of a deployment cannot mend it.
 *
 * @param risks readable ones, the policy's first
 * @param byPolicy EO1409 for each entry of the policy that cannot be read
 * @param byAnnotation EO1409 for each entry of the annotation that cannot be read
 */
public record Acknowledgements(
        List<Acknowledgement> risks, List<Violation> byPolicy, List<Violation> byAnnotation) {
    /** Nobody accepts anything. */
    public static final Acknowledgements NONE =
            new Acknowledgements(List.of(), List.of(), List.of());

    /** Enough for a word or a ticket's number; less is no reason. */
    private static final int SHORTEST_REASON = 8;

    private static final String ANNOTATION = "metadata.annotations[\"" + Annotations.ACCEPT + "\"]";

    /** A ';' inside a reason is no separator: one comes before the next code, or at the end. */
    private static final Pattern SEPARATOR =
            Pattern.compile("\\R|;(?=\\s*(?:[A-Za-z]{1,4}[0-9]{1,8}\\s*(?::|;|$)|$))");

    private static final Pattern ENTRY =
            Pattern.compile("([^\\s:]+)\\s*(?::\\s*(.*))?", Pattern.DOTALL);

    /** A code and a reason, with something else than the colon between them. */
    private static final Pattern WITHOUT_COLON =
            Pattern.compile(
                    "([A-Za-z]{2}[0-9]{4})(?:\\s*[^\\w\\s:]+\\s*|\\s+)(\\w.*)", Pattern.DOTALL);

    /** Copies the lists. */
    public Acknowledgements {
        risks = List.copyOf(risks);
        byPolicy = List.copyOf(byPolicy);
        byAnnotation = List.copyOf(byAnnotation);
    }

    /**
     * One accepted risk.
     *
     * @param code of the rule
     * @param reason why, in words of whoever accepts it
     * @param isPolicys whether the policy says so, for all its deployments
     */
    public record Acknowledgement(Code code, String reason, boolean isPolicys) {}

    /**
     * From what the policy acknowledges and the annotation of one deployment.
     *
     * @param policy {@code spec.acknowledgedRisks}
     * @param annotation {@code EO1206: reason}, one a line or separated by ';'
     */
    public static Acknowledgements of(List<AcknowledgedRisk> policy, Optional<String> annotation) {
        List<Acknowledgement> risks = new ArrayList<>();
        List<Violation> byPolicy = new ArrayList<>();
        List<Violation> byAnnotation = new ArrayList<>();
        for (int i = 0; i < policy.size(); i++) {
            AcknowledgedRisk risk = policy.get(i);
            String field = "spec.acknowledgedRisks[" + i + "] of the policy";
            obstacle(field, risk.code(), risk.reason())
                    .ifPresentOrElse(
                            byPolicy::add,
                            () -> risks.addAll(risk(risk.code(), risk.reason(), true)));
        }
        for (String entry : SEPARATOR.split(annotation.orElse(""))) {
            Matcher matcher = ENTRY.matcher(entry.strip());
            String id = matcher.matches() ? matcher.group(1) : entry.strip();
            String reason = matcher.matches() && matcher.group(2) != null ? matcher.group(2) : "";
            if (!entry.isBlank()) {
                withoutColon(entry.strip())
                        .or(() -> obstacle(ANNOTATION, id, reason.strip()))
                        .ifPresentOrElse(
                                byAnnotation::add,
                                () -> risks.addAll(risk(id, reason.strip(), false)));
            }
        }
        return new Acknowledgements(risks, byPolicy, byAnnotation);
    }

    private static List<Acknowledgement> risk(String id, String reason, boolean isPolicys) {
        return Code.of(id).map(code -> new Acknowledgement(code, reason, isPolicys)).stream()
                .toList();
    }

    private static Optional<Violation> obstacle(String field, String id, String reason) {
        Optional<Code> code = Code.of(id);
        if (code.isEmpty()) {
            return Optional.of(unknown(field, id));
        }
        if (!code.get().isAcknowledgeable()) {
            return Optional.of(notAcknowledgeable(field, code.get()));
        }
        return reason.strip().length() < SHORTEST_REASON
                ? Optional.of(withoutReason(field, id, reason))
                : Optional.empty();
    }

    private static Optional<Violation> withoutColon(String entry) {
        Matcher matcher = WITHOUT_COLON.matcher(entry);
        return matcher.matches()
                ? Code.of(matcher.group(1).toUpperCase(Locale.ROOT))
                        .map(
                                code ->
                                        code.isAcknowledgeable()
                                                ? withoutColon(entry, code, matcher.group(2))
                                                : notAcknowledgeable(ANNOTATION, code))
                : Optional.empty();
    }

    private static Violation withoutColon(String entry, Code code, String reason) {
        String why = reason.length() < SHORTEST_REASON ? "<why>" : reason;
        return unreadable(
                ANNOTATION,
                Shown.of(entry) + ", which has no colon after the code " + code.id(),
                "where a code ends cannot be guessed, and so none is accepted",
                "Write " + Shown.of(code.id() + ": " + why));
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
        List<Violation> refused = new ArrayList<>(byAnnotation);
        List<Violation> accepted = new ArrayList<>();
        for (Violation violation : violations) {
            (accepts(violation.code()) ? accepted : refused).add(violation);
        }
        Stream<String> unused =
                risks.stream()
                        .filter(risk -> !risk.isPolicys())
                        .filter(risk -> !occurs(risk.code(), violations))
                        .map(Acknowledgements::unused);
        Stream<String> unread = byPolicy.stream().map(Violation::message);
        return new Judgement(refused, accepted, Stream.concat(unread, unused).toList());
    }

    /** Whether somebody accepts this risk. */
    public boolean accepts(Code code) {
        return risks.stream().anyMatch(risk -> risk.code() == code);
    }

    private static boolean occurs(Code code, List<Violation> violations) {
        return violations.stream().anyMatch(found -> found.code() == code);
    }

    private static String unused(Acknowledgement risk) {
        return ANNOTATION
                + " accepts "
                + risk.code().id()
                + " ("
                + risk.code().title()
                + "), which this write does not need. Remove it once its change is through, or it"
                + " lets the next one pass unseen.";
    }
}
