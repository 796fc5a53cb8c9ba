package io.exactlyonce.operator.certificate;

import io.exactlyonce.operator.certificate.CertificatePlan.Storing;
import io.exactlyonce.operator.certificate.CertificatePlan.Trust;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A replica: sees late, has a wrong clock, and may die between any two writes. */
final class PlayedReplica {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final PlayedCluster cluster;
    private final PlayedIssuer issuer;
    private final CertificatePlanner planner;
    private Memory memory = Memory.NOTHING;
    private Instant started;
    private @Nullable Instant looked;
    private @Nullable Observation seen;
    private boolean ready;

    Duration clock = Duration.ZERO;
    Duration lag = Duration.ZERO;

    /** If set, the cluster is seen as it was then. */
    @Nullable Instant cutOff;

    /** Writes after which it dies. */
    int deathAfter = Integer.MAX_VALUE;

    PlayedReplica(
            PlayedCluster cluster,
            PlayedIssuer issuer,
            CertificatePlanner planner,
            Instant started) {
        this.cluster = cluster;
        this.issuer = issuer;
        this.planner = planner;
        this.started = started;
    }

    /** What API servers reach at it; empty while its readiness probe fails. */
    Optional<ServingPair> reachable() {
        return ready ? memory.served() : Optional.empty();
    }

    void restart(Instant at) {
        memory = Memory.NOTHING;
        started = at;
        looked = null;
        seen = null;
        ready = false;
        deathAfter = Integer.MAX_VALUE;
    }

    /** Whether it wrote. */
    boolean live(Instant at) {
        Observation now = cluster.at((cutOff == null ? at : cutOff).minus(lag));
        boolean due = looked == null || !at.isBefore(looked.plus(LOOK_AGAIN));
        if (isSame(now) && !due) {
            return false;
        }
        looked = at;
        seen = now;
        CertificatePlan plan =
                planner.plan(
                        memory, now, new Moment(at.plus(clock), Duration.between(started, at)));
        memory = plan.memory();
        ready = plan.standing().ready();
        boolean wrote = cutOff == null && write(plan, now, at);
        if (deathAfter <= 0) {
            restart(at);
        }
        return wrote;
    }

    @SuppressWarnings(
            "ReferenceEquality") // A change makes a new one, and there are millions of looks.
    private boolean isSame(Observation now) {
        return now == seen;
    }

    private boolean write(CertificatePlan plan, Observation now, Instant at) {
        boolean wrote = false;
        for (Trust trust : plan.trust()) {
            if (deathAfter > 0) {
                wrote |= cluster.trust(at, trust.registration(), trust.bundle());
                deathAfter--;
            }
        }
        List<ServingPair> pairs = pairs(plan.storing(), at.plus(clock));
        if (!pairs.isEmpty() && deathAfter > 0) {
            wrote |= cluster.store(at, now.stored().version(), pairs);
            deathAfter--;
        }
        return wrote;
    }

    private List<ServingPair> pairs(Storing storing, Instant now) {
        if (storing instanceof Storing.Issue issue) {
            return Stream.concat(
                            Stream.of(issuer.issue(issue.names(), now)), issue.others().stream())
                    .toList();
        }
        return storing instanceof Storing.Retire retire ? List.of(retire.pair()) : List.of();
    }
}
