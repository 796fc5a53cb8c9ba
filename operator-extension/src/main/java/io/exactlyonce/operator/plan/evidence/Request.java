package io.exactlyonce.operator.plan.evidence;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.revision.Annotations;
import io.exactlyonce.operator.rule.Acknowledgements;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the user asks of the controller, by annotations.
 *
 * @param revision whose newest snapshot to recover from; 0 if none is asked for
 * @param forkAccepted whether the duplicates or losses of another start are accepted, with a reason
 * @param paused whether the controller must not act
 */
public record Request(int revision, boolean forkAccepted, boolean paused) {
    private static final Pattern REVISION = Pattern.compile("r?0*([1-9][0-9]{0,5})");

    public static Request of(FlinkDeployment deployment) {
        return new Request(
                deployment.annotation(Annotations.RECOVER).flatMap(Request::number).orElse(0),
                Acknowledgements.of(List.of(), deployment.annotation(Annotations.ACCEPT))
                        .risks()
                        .stream()
                        .anyMatch(risk -> risk.code() == Code.FORK),
                deployment.annotation(Annotations.PAUSED).filter("true"::equals).isPresent());
    }

    /** Whether a start from this revision's snapshot is wanted, whatever it costs. */
    public boolean accepts(int owner) {
        return forkAccepted && revision == owner;
    }

    private static Optional<Integer> number(String text) {
        Matcher matcher = REVISION.matcher(text.trim());
        return matcher.matches()
                ? Optional.of(Integer.valueOf(matcher.group(1)))
                : Optional.empty();
    }
}
