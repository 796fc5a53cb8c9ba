package io.exactlyonce.operator.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Years of three replicas before three API servers. Every few days something happens; in the
 * minutes after it, and whenever something was written, time goes by the second.
 *
 * <p>At each moment every API server must accept what every ready replica serves, at its own clock.
 * Not while a wiped bundle is being mended: until then nothing can be accepted.
 */
final class PlayedYears {
    static final Set<String> NAMES = Set.of("webhook.flink.svc");

    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");
    private static final Duration REST = Duration.ofHours(3);
    private static final Duration LONGEST_UNREST = Duration.ofHours(1);
    private static final int BUSY_SECONDS = 150;
    private static final int MENDING_SECONDS = 12;

    /** Behind which an API server is seldom, and never when replicas start with nothing. */
    private static final int USUAL_LAG_SECONDS = 2;

    private static final int LONGEST_LAG_SECONDS = 50;

    /** What an API server knows of the configurations, and when it thinks that it is. */
    private static final class ApiServer {
        Duration lag = Duration.ZERO;
        Duration clock = Duration.ZERO;
    }

    private final Random random;
    private final boolean secretIsLost;
    private final PlayedCluster cluster = new PlayedCluster(START);
    private final PlayedIssuer issuer;
    private final List<PlayedReplica> replicas;
    private final List<ApiServer> servers =
            IntStream.range(0, 3).mapToObj(i -> new ApiServer()).toList();
    private final List<String> violations = new ArrayList<>();
    private final List<String> diary = new ArrayList<>();
    private Instant now = START;
    private Instant busyUntil = START;
    private Instant mendingUntil = START;
    private Instant rested = START;
    private long handshakes;

    PlayedYears(long seed, boolean secretIsLost, Terms terms, int othersTrusted) {
        this.secretIsLost = secretIsLost;
        this.random = new Random(seed);
        this.issuer = new PlayedIssuer(terms);
        CertificatePlanner planner = new CertificatePlanner(terms, NAMES, othersTrusted);
        this.replicas =
                IntStream.range(0, 3)
                        .mapToObj(i -> new PlayedReplica(cluster, issuer, planner, START))
                        .toList();
        busy();
    }

    void play(Duration span) {
        Instant end = START.plus(span);
        while (now.isBefore(end) && violations.isEmpty()) {
            if (!now.isBefore(busyUntil)) {
                settled();
                now = now.plus(REST);
                rested = now;
                happen();
            }
            now = now.plusSeconds(1);
            for (PlayedReplica replica : replicas) {
                if (replica.live(now)) {
                    busy();
                }
            }
            if (violations.isEmpty()) {
                judge();
            }
            if (now.isAfter(rested.plus(LONGEST_UNREST))) {
                violations.add("replicas write against each other" + told());
            }
            cluster.forget(now.minus(Duration.ofDays(30)));
        }
    }

    private void busy() {
        Instant until = now.plusSeconds(BUSY_SECONDS);
        busyUntil = until.isAfter(busyUntil) ? until : busyUntil;
    }

    /** Nothing has happened for minutes: everybody serves what is stored, and it is not old. */
    private void settled() {
        ServingPair newest = cluster.now().stored().newestFirst().get(0);
        for (PlayedReplica replica : replicas) {
            boolean serves = replica.reachable().filter(newest::equals).isPresent();
            if (replica.cutOff == null && !serves) {
                violations.add("not served by all: " + newest + told());
            }
        }
        if (cluster.now().stored().newestFirst().size() > 2) {
            violations.add("more than two pairs are stored" + told());
        }
    }

    private void judge() {
        if (now.isBefore(mendingUntil)) {
            return;
        }
        for (PlayedReplica replica : replicas) {
            replica.reachable().ifPresent(pair -> servers.forEach(server -> judge(pair, server)));
        }
    }

    private void judge(ServingPair pair, ApiServer server) {
        handshakes++;
        if (!violations.isEmpty()) {
            return;
        }
        Instant there = now.plus(server.clock);
        Observation known = cluster.at(now.minus(server.lag));
        boolean valid = !there.isBefore(pair.notBefore()) && there.isBefore(pair.notAfter());
        if (!valid || !known.trusts(pair.authority()) || !pair.covers(NAMES)) {
            violations.add(
                    "refused at %s: %s, valid %s, trusted %s%s"
                            .formatted(
                                    now,
                                    pair.certificate(),
                                    valid,
                                    known.trusts(pair.authority()),
                                    told()));
        }
    }

    private String told() {
        return "\n  "
                + String.join("\n  ", diary.subList(Math.max(0, diary.size() - 8), diary.size()));
    }

    private void happen() {
        if (random.nextInt(60) > 0) {
            return;
        }
        busy();
        lags(USUAL_LAG_SECONDS);
        replicas.forEach(replica -> replica.cutOff = null);
        PlayedReplica one = replicas.get(random.nextInt(replicas.size()));
        switch (random.nextInt(secretIsLost ? 9 : 4)) {
            case 0 -> note("restart", () -> one.restart(now));
            case 1 -> note("restart of all", () -> replicas.forEach(r -> r.restart(now)));
            case 2 -> note("bundle wiped", this::wipe);
            case 3 -> note("cut off", () -> one.cutOff = now);
            case 4 -> note("secret deleted", () -> cluster.secret(now, StoredPairs.NONE));
            case 5 -> note("secret emptied", () -> lose(""));
            case 6 -> {
                note("secret damaged", () -> lose("it cannot be read"));
                note("restart", () -> one.restart(now));
            }
            case 7 -> {
                note("secret emptied", () -> lose(""));
                note("dies", () -> one.deathAfter = random.nextInt(4));
            }
            default -> {
                lags(LONGEST_LAG_SECONDS);
                note("secret emptied, slow API servers", () -> lose(""));
            }
        }
    }

    private void note(String what, Runnable event) {
        diary.add(now + " " + what);
        event.run();
    }

    private void lose(String damage) {
        cluster.secret(now, new StoredPairs(cluster.nextVersion(), List.of(), damage));
    }

    private void wipe() {
        mendingUntil = now.plusSeconds(MENDING_SECONDS);
        String kind = random.nextBoolean() ? "Mutating" : "Validating";
        cluster.change(now, kind, entry -> new Registration.Entry(entry.webhook(), List.of()));
    }

    private void lags(int seconds) {
        for (PlayedReplica replica : replicas) {
            replica.lag = Duration.ofSeconds(random.nextInt(3));
            replica.clock = skew();
        }
        for (ApiServer server : servers) {
            server.lag = Duration.ofSeconds(random.nextInt(seconds + 1));
            server.clock = skew();
        }
    }

    private Duration skew() {
        return Duration.ofSeconds(random.nextInt(1201) - 600);
    }

    List<String> violations() {
        return violations;
    }

    /** Pairs that were ever stored. */
    int stored() {
        return cluster.stored();
    }

    /** That were judged. */
    long handshakes() {
        return handshakes;
    }

    int events() {
        return diary.size();
    }
}
