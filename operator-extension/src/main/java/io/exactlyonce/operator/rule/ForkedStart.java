package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * EO1206. H4: from an older snapshot everything committed since is written again. Upstream reads
 * {@code initialSavepointPath} at the first deployment and when {@code savepointRedeployNonce}
 * changes, which cancels the job hard. {@code execution.state-recovery.path} is a way past both:
 * upstream overwrites only the option's older name. Our own recovery is told by its path.
 */
final class ForkedStart implements Rule {
    private static final String PATH_FIELD = "spec.job.initialSavepointPath";
    private static final String ACCEPT =
            "accept it with the annotation exactlyonce.io/accept: \"EO1206: <why>\"";

    @Override
    public Code code() {
        return Code.FORK;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        List<Violation> found = new ArrayList<>();
        Fields spec = input.proposal().after().spec();
        Optional<String> path =
                spec.text("job", "initialSavepointPath").filter(text -> !text.isBlank());
        boolean planned = path.filter(input.surroundings().plannedForks()::contains).isPresent();
        if (!planned) {
            switch (input.proposal().moment()) {
                case CREATE, FILE -> path.map(this::firstStart).ifPresent(found::add);
                case UPDATE -> change(input, path).ifPresent(found::add);
                case OBSERVED -> {}
            }
        }
        EffectiveConfiguration.of(input)
                .found(FlinkKey.RESTORE_PATH)
                .map(this::restorePath)
                .ifPresent(found::add);
        return List.copyOf(found);
    }

    private Violation firstStart(String path) {
        return new Violation(
                code(),
                PATH_FIELD,
                Shown.of(path),
                "the job goes on from a snapshot of another one, so whatever that one wrote after the"
                        + " snapshot is written again, and what a newer snapshot of it holds"
                        + " pending is aborted by the connector itself, unless it is gone and"
                        + " this is its last stop-with-savepoint",
                "Remove it to start with empty state, or, if that job is gone and this is its last"
                        + " savepoint, "
                        + ACCEPT);
    }

    private Optional<Violation> change(RuleInput input, Optional<String> path) {
        Optional<FlinkDeployment> before = input.proposal().before();
        Optional<String> oldPath = text(before, "initialSavepointPath");
        Optional<String> nonce =
                input.proposal().after().spec().text("job", "savepointRedeployNonce");
        Optional<String> oldNonce = text(before, "savepointRedeployNonce");
        if (nonce.isPresent() && !nonce.equals(oldNonce)) {
            return Optional.of(redeploy(nonce.get(), path.orElse("")));
        }
        return path.isPresent() && !path.equals(oldPath)
                ? path.map(value -> prepared(input, value))
                : Optional.empty();
    }

    private static Optional<String> text(Optional<FlinkDeployment> deployment, String field) {
        return deployment.flatMap(stored -> stored.spec().text("job", field));
    }

    private Violation redeploy(String nonce, String path) {
        return new Violation(
                code(),
                "spec.job.savepointRedeployNonce",
                Shown.of(nonce)
                        + ", a new value, with "
                        + PATH_FIELD
                        + (path.isEmpty() ? " not set" : " " + Shown.of(path)),
                "the job is cancelled and goes on from that snapshot, so whatever it committed since"
                        + " is written again, and what a newer snapshot holds pending is aborted"
                        + " by the connector itself",
                "Undo the change to keep the job's own state, or, if the records may come twice, "
                        + ACCEPT);
    }

    private Violation prepared(RuleInput input, String path) {
        boolean waits = Deployed.of(input).isEmpty();
        return new Violation(
                code(),
                PATH_FIELD,
                Shown.of(path) + ", a new value",
                "the job goes on from that snapshot "
                        + (waits ? "at its first start" : "at the next savepointRedeployNonce")
                        + ": whatever was committed since is written again, and what a newer"
                        + " snapshot holds pending is aborted by the connector itself",
                "Undo the change, or, if the records may come twice, " + ACCEPT);
    }

    private Violation restorePath(Observed setting) {
        return setting.violation(
                code(),
                "depending on its version, upstream does not overwrite it, and then every"
                        + " deployment goes on from that snapshot, so whatever was committed since is"
                        + " written again, and what a newer snapshot holds pending is aborted by"
                        + " the connector itself",
                "Remove it");
    }
}
