package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.certificate.CertificatePlan;
import io.exactlyonce.operator.certificate.CertificatePlan.Standing;
import io.exactlyonce.operator.certificate.CertificatePlan.Storing;
import io.exactlyonce.operator.certificate.CertificatePlan.Trust;
import io.exactlyonce.operator.certificate.CertificatePlanner;
import io.exactlyonce.operator.certificate.Memory;
import io.exactlyonce.operator.certificate.Moment;
import io.exactlyonce.operator.certificate.Observation;
import io.exactlyonce.operator.certificate.ServingPair;
import io.exactlyonce.operator.certificate.Terms;
import io.exactlyonce.operator.certificate.Trouble;
import io.exactlyonce.operator.certificate.Upkeep;
import io.exactlyonce.operator.certificate.Upkeep.Failure;
import io.exactlyonce.operator.port.CertificatePort;
import io.exactlyonce.operator.port.ConflictException;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.x509.CertificateIssuer;
import io.exactlyonce.operator.x509.PemKeyPair;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates of the operator's own: each replica looks at the Secret and at both configurations
 * after every change of them, and from time to time, and does what {@link CertificatePlanner} says.
 */
public final class CertificateKeeper implements CertificateSource {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateKeeper.class);

    /** Settling and ends come without an event. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** Between two looks: bounds what a quarrel with another writer costs. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final CertificatePort cluster;
    private final CertificatePlanner planner;
    private final CertificateIssuer issuer;
    private final InstantSource clock;
    private final ServingCertificate serving = new ServingCertificate();
    private final Semaphore changes = new Semaphore(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final long started = System.nanoTime();
    private Memory memory = Memory.NOTHING;
    private volatile Standing standing =
            new Standing(false, "the Secret and the webhook configurations are not seen yet");
    private volatile Upkeep upkeep = Upkeep.NOTHING;
    private volatile boolean ended;

    /** Starts nothing: {@link #run} is the caller's to run. */
    CertificateKeeper(
            CertificatePort cluster, Set<String> names, Terms terms, InstantSource clock) {
        this.cluster = cluster;
        this.planner = new CertificatePlanner(terms, names);
        this.issuer = new CertificateIssuer(terms);
        this.clock = clock;
    }

    /**
     * Starts to look after the certificate.
     *
     * @param names that API servers call the webhook by
     */
    public static CertificateKeeper start(
            CertificatePort cluster, Set<String> names, Terms terms, InstantSource clock) {
        CertificateKeeper keeper = new CertificateKeeper(cluster, names, terms, clock);
        cluster.listen(keeper.changes::release);
        new Daemons("certificate").newThread(keeper::run).start();
        return keeper;
    }

    /** Until it is closed; whoever runs it is the only one that looks. */
    void run() {
        int failures = 0;
        try {
            while (!stopped.await(pause(failures).toMillis(), TimeUnit.MILLISECONDS)) {
                if (changes.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    changes.drainPermits();
                }
                failures = look() ? 0 : failures + 1;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended = true;
        }
    }

    /** What is refused is not asked for every second for ever. */
    static Duration pause(int failures) {
        Duration longer = PAUSE.multipliedBy(1L << Math.min(failures, 10));
        return longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }

    /** False if it failed. Whatever is thrown: nobody else would look in this one's place. */
    private boolean look() {
        try {
            cluster.observe().ifPresent(seen -> act(seen, new Moment(clock.instant(), uptime())));
            upkeep = upkeep.succeeded(uptime());
            return true;
        } catch (ConflictException e) {
            // Whoever was first has changed what is seen, so this is looked at again at once.
            LOG.debug("event=certificate-conflict", e);
            upkeep = upkeep.conflicted(uptime());
        } catch (UnavailableException e) {
            fail(new Failure(Trouble.REFUSED, e.what()));
        } catch (RuntimeException | Error e) {
            LOG.error("event=certificate-failed", e);
            fail(new Failure(Trouble.FAILED, String.valueOf(e.getMessage())));
        }
        return false;
    }

    private Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private void act(Observation seen, Moment moment) {
        CertificatePlan plan = planner.plan(memory, seen, moment);
        plan.memory()
                .served()
                .filter(pair -> memory.served().filter(pair::equals).isEmpty())
                .ifPresent(this::serve);
        memory = plan.memory();
        standing = plan.standing();
        plan.trust().forEach(this::trust);
        store(plan.storing(), seen, moment.now());
    }

    private void serve(ServingPair pair) {
        try {
            serving.serve(
                    PemKeyPair.parse(
                            pair.certificate().getBytes(StandardCharsets.US_ASCII), pair.key()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A pair that was read once can be read again", e);
        }
    }

    private void trust(Trust trust) {
        cluster.trust(trust);
        Duration now = uptime();
        boolean quarrelled = upkeep.troubles(now).containsKey(Trouble.QUARREL);
        upkeep = upkeep.trusted(trust.registration(), now);
        String quarrel = upkeep.troubles(now).get(Trouble.QUARREL);
        if (quarrel != null && !quarrelled) {
            LOG.warn("event=certificate-quarrel reason=\"{}\"", quarrel);
        }
        LOG.info(
                "event=authorities-trusted kind={} name={} authorities={}",
                trust.registration().kind(),
                trust.registration().name(),
                trust.bundle().size());
    }

    private void store(Storing storing, Observation seen, Instant now) {
        if (storing instanceof Storing.Issue issue) {
            ServingPair pair = issuer.issue(issue.names(), now);
            cluster.store(
                    seen.stored().version(),
                    Stream.concat(Stream.of(pair), issue.others().stream()).toList());
            LOG.info(
                    "event=certificate-issued reason=\"{}\" notAfter={}",
                    issue.reason(),
                    pair.notAfter());
        } else if (storing instanceof Storing.Retire retire) {
            cluster.store(seen.stored().version(), List.of(retire.pair()));
            LOG.info("event=certificate-retired");
        }
    }

    private void fail(Failure why) {
        if (!why.equals(upkeep.failure())) {
            LOG.warn("event=certificate-not-written reason=\"{}\"", why.reason());
        }
        upkeep = upkeep.failed(why, uptime());
    }

    @Override
    public ServingCertificate serving() {
        return serving;
    }

    @Override
    public String name() {
        return "webhook certificate";
    }

    /**
     * Not ready only if API servers do not accept what is served: trouble alone refuses nothing.
     */
    @Override
    public Health health() {
        Standing now = standing;
        if (hasDied()) {
            return Health.dead(now.detail() + ", but nobody looks after it any more");
        }
        Map<Trouble, String> troubles = upkeep.troubles(uptime());
        String detail =
                now.detail()
                        + troubles.values().stream()
                                .map(trouble -> ", but " + trouble)
                                .collect(Collectors.joining());
        return now.ready() ? Health.ready(detail) : Health.notReady(detail);
    }

    private boolean hasDied() {
        return ended && stopped.getCount() > 0;
    }

    @Override
    public Set<Trouble> troubles() {
        return hasDied() ? Set.of(Trouble.STOPPED) : upkeep.troubles(uptime()).keySet();
    }

    @Override
    public void close() {
        stopped.countDown();
        changes.release();
    }
}
