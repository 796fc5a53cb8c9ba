package io.exactlyonce.operator.plan.condition;

import static io.exactlyonce.operator.condition.ConditionType.CHECKPOINTING_HEALTHY;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.condition.Verdict;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.FlinkObservation.Checkpointing;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * CheckpointingHealthy: the newest checkpoint is not older than the longest time from one that
 * succeeds to the end of the next one, max(I, C + M) + C, by the settings in effect. Twice that
 * distance is given, so that one failed checkpoint is no alarm.
 */
public record CheckpointingDecider(Situation situation) {

    public Verdict decide() {
        Optional<FlinkObservation> job = situation.verified();
        if (job.isEmpty()
                || !job.get().checkpoints().answered()
                || job.get().settings().isEmpty()) {
            return Verdict.unknown(
                    CHECKPOINTING_HEALTHY,
                    Reason.NOT_VERIFIED,
                    "No running JobManager has told its checkpoints.");
        }
        Duration bound = bound(job.get().settings().get());
        Optional<Instant> last =
                job.get().latestCompleted().flatMap(CheckpointingDecider::completedAt);
        Instant since = last.or(this::liveSince).orElse(situation.now());
        Duration age = Duration.between(since, situation.now());
        if (age.compareTo(bound) > 0) {
            return Verdict.no(
                    CHECKPOINTING_HEALTHY,
                    Reason.CHECKPOINT_OVERDUE,
                    "No checkpoint has completed for more than "
                            + bound.toSeconds()
                            + " s: transactions stay open, readers wait, and what outlives the"
                            + " transaction timeout is lost. Look at the job's checkpoint history.");
        }
        return last.isEmpty()
                ? Verdict.unknown(
                        CHECKPOINTING_HEALTHY,
                        Reason.WAITING_FOR_FIRST_CHECKPOINT,
                        "The job has completed no checkpoint since its JobManager started.")
                : Verdict.yes(
                        CHECKPOINTING_HEALTHY,
                        Reason.CHECKPOINTS_COMPLETE,
                        Reason.CHECKPOINTS_COMPLETE.title() + ".");
    }

    private static Optional<Instant> completedAt(Snapshot checkpoint) {
        return Optional.ofNullable(checkpoint.completedAt());
    }

    private Optional<Instant> liveSince() {
        return situation.current().flatMap(record -> Optional.ofNullable(record.times().live()));
    }

    private static Duration bound(Checkpointing settings) {
        Duration blocked = settings.timeout().plus(settings.minPause());
        Duration distance =
                settings.interval().compareTo(blocked) > 0 ? settings.interval() : blocked;
        // Flink reports Long.MAX_VALUE milliseconds if periodic checkpoints are off.
        return distance.compareTo(Duration.ofDays(365)) > 0
                ? Duration.ofDays(365)
                : distance.plus(settings.timeout()).multipliedBy(2);
    }
}
