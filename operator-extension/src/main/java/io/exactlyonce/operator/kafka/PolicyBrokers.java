package io.exactlyonce.operator.kafka;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.policy.HostAndPort;
import io.exactlyonce.operator.policy.KafkaAccess;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.UnavailableException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.clients.HostResolver;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The brokers of one policy: at most one client, and one who asks at a time. The client is made
 * anew when the policy or the text of a Secret has changed, and after brokers did not answer.
 */
final class PolicyBrokers implements AutoCloseable {
    private final Means means;
    private final RequestBudget budget;
    private final ReentrantLock turn = new ReentrantLock(true);
    private @Nullable Access access;
    private @Nullable BrokerSession session;
    private volatile @Nullable Silence silence;
    private volatile Instant used;

    /** Makes a client; another one in tests. */
    @FunctionalInterface
    interface Clients {
        Admin create(Map<String, Object> properties, HostResolver hosts);
    }

    /**
     * What all policies share.
     *
     * @param secrets of policies
     * @param bounds servers that may be connected to
     * @param names DNS
     * @param clients makes clients
     * @param pace how much is asked
     * @param clock for the age of secrets and of silence
     */
    record Means(
            PolicySecrets secrets,
            EndpointBounds bounds,
            JudgedHosts.Names names,
            Clients clients,
            BrokerPace pace,
            InstantSource clock) {}

    /** Properties with the texts of secrets, when they were read, and for what. */
    private record Access(
            KafkaAccess policy, SortedMap<String, String> properties, Instant readAt) {}

    /** Nobody need ask again before a moment, unless the policy is another. */
    private record Silence(KafkaAccess policy, UnavailableException failure, Instant until) {}

    PolicyBrokers(Means means) {
        this.means = means;
        this.budget = new RequestBudget(means.pace().perSecond(), System.nanoTime());
        this.used = means.clock().instant();
    }

    /** Lets somebody ask, when it is their turn. */
    <T> T ask(Policy policy, Function<BrokerSession, T> work) {
        used = means.clock().instant();
        refuseWhileSilent(policy);
        takeTurn();
        try {
            refuseWhileSilent(policy);
            return work.apply(session(policy));
        } catch (UnavailableException e) {
            if (Failures.isOutOfReach(e)) {
                silence =
                        new Silence(
                                policy.kafka(),
                                e,
                                means.clock().instant().plus(means.pace().quiet()));
                forget();
            }
            throw e;
        } finally {
            turn.unlock();
        }
    }

    private void refuseWhileSilent(Policy policy) {
        Silence last = silence;
        if (last != null
                && last.policy().equals(policy.kafka())
                && means.clock().instant().isBefore(last.until())) {
            throw new UnavailableException(
                    last.failure().reason().orElse(Reason.BROKER_UNREACHABLE),
                    last.failure().what(),
                    last.failure());
        }
    }

    private void takeTurn() {
        try {
            if (turn.tryLock(means.pace().answer().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("The operator is stopping", e);
        }
        throw new UnavailableException(
                Reason.BROKER_UNREACHABLE,
                "Others have been asking these brokers for longer than an answer should take. It is"
                        + " tried again",
                null);
    }

    private BrokerSession session(Policy policy) {
        Access current = access(policy);
        Access before = access;
        BrokerSession open = session;
        boolean same = before != null && before.properties().equals(current.properties());
        access = current;
        if (open != null && same) {
            return open;
        }
        close(open);
        session = null;
        BrokerSession made = connect(policy, current.properties());
        session = made;
        return made;
    }

    private Access access(Policy policy) {
        Access known = access;
        Instant now = means.clock().instant();
        if (known != null
                && known.policy().equals(policy.kafka())
                && now.isBefore(known.readAt().plus(means.pace().secrets()))) {
            return known;
        }
        return new Access(policy.kafka(), means.secrets().resolve(policy), now);
    }

    private BrokerSession connect(Policy policy, SortedMap<String, String> properties) {
        JudgedHosts hosts = new JudgedHosts(means.bounds(), means.names(), means.pace().request());
        List<HostAndPort> resolved =
                policy.kafka().brokers().stream()
                        .filter(broker -> hosts.resolves(broker.host()))
                        .toList();
        if (resolved.isEmpty()) {
            throw Failures.unresolved();
        }
        Map<String, Object> all = AdminClients.properties(properties, means.pace());
        try {
            return new BrokerSession(
                    means.clients().create(all, hosts), all, hosts, means.pace(), budget);
        } catch (KafkaException e) {
            throw Failures.unusable(e);
        }
    }

    /** Names are resolved and secrets read again the next time. */
    private void forget() {
        close(session);
        session = null;
        access = null;
    }

    /** Closing waits for the client's thread, which may be waiting for a name server. */
    private static void close(@Nullable BrokerSession session) {
        if (session != null) {
            Thread closing = new Thread(session::close, "kafka-close");
            closing.setDaemon(true);
            closing.start();
        }
    }

    /** Whether nobody has asked for long. */
    boolean isIdle() {
        return means.clock().instant().isAfter(used.plus(means.pace().idle()));
    }

    /** Closes the client, unless somebody is asking; it is made again for the next who asks. */
    @Override
    public void close() {
        if (turn.tryLock()) {
            try {
                forget();
            } finally {
                turn.unlock();
            }
        }
    }
}
