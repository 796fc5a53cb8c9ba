package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.plan.policy.BrokerAnswer;
import io.exactlyonce.operator.plan.policy.PolicyAnswer;
import io.exactlyonce.operator.plan.policy.StorageAnswer;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks brokers for what they allow and reads the Secrets of the storage, on threads of its own:
 * those that reconcile are shared by all resources, and brokers that hang would use them up.
 */
final class ContractChecks {
    private static final Logger LOG = LoggerFactory.getLogger(ContractChecks.class);
    private static final int THREADS = 8;

    /** Longer than brokers take that are there; one answer less to come back for. */
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    private static final Duration COME_BACK = Duration.ofSeconds(1);

    /** Policies that are gone are forgotten when they were not asked for as many refreshes. */
    private static final int REFRESHES_REMEMBERED = 10;

    private final Map<Owner, Check> checks = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, daemons());
    private final TransactionPorts ports;
    private final Controllers.Pace pace;
    private final InstantSource clock;

    private record Owner(String namespace, String name) {}

    /**
     * One question and its answer.
     *
     * @param at when the storage was asked
     * @param brokersAt when the brokers were, at that time or before
     */
    private record Check(
            long generation,
            Instant at,
            Instant brokersAt,
            CompletableFuture<PolicyAnswer> answer) {}

    /**
     * What is known.
     *
     * @param answer the newest; null if there is none yet
     * @param again when to look again
     */
    record Known(@Nullable PolicyAnswer answer, Duration again) {}

    ContractChecks(TransactionPorts ports, Controllers.Pace pace, InstantSource clock) {
        this.ports = ports;
        this.pace = pace;
        this.clock = clock;
    }

    private static java.util.concurrent.ThreadFactory daemons() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "broker-contract-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** What the brokers of a policy say; asked if the policy or the time is another than before. */
    Known look(Policy policy) {
        Policy.Identity identity = policy.identity();
        Check check =
                checks.compute(
                        new Owner(identity.namespace(), identity.name()),
                        (owner, last) -> isDue(last, identity) ? start(policy, last) : last);
        PolicyAnswer answer = await(check.answer());
        if (answer == null) {
            return new Known(null, COME_BACK);
        }
        Duration again = Duration.between(clock.instant(), due(check, answer));
        return new Known(answer, again.compareTo(COME_BACK) < 0 ? COME_BACK : again);
    }

    private boolean isDue(@Nullable Check last, Policy.Identity identity) {
        if (last == null || last.generation() != identity.generation()) {
            return true;
        }
        PolicyAnswer answer = last.answer().getNow(null);
        return answer != null && !clock.instant().isBefore(due(last, answer));
    }

    private Instant due(Check check, PolicyAnswer answer) {
        Instant contract = check.brokersAt().plus(pace.contract());
        Instant retry = check.at().plus(pace.contractRetry());
        return answer.isComplete() || contract.isBefore(retry) ? contract : retry;
    }

    private Check start(Policy policy, @Nullable Check last) {
        Instant now = clock.instant();
        checks.values()
                .removeIf(
                        old ->
                                old.at()
                                        .plus(pace.contract().multipliedBy(REFRESHES_REMEMBERED))
                                        .isBefore(now));
        long generation = policy.identity().generation();
        if (last != null && last.generation() == generation) {
            Optional<BrokerAnswer> told = stillTold(last, now);
            if (told.isPresent()) {
                return new Check(
                        generation,
                        now,
                        last.brokersAt(),
                        asked(() -> new PolicyAnswer(told.get(), storage(policy))));
            }
        }
        return new Check(
                generation,
                now,
                now,
                asked(() -> new PolicyAnswer(brokers(policy, now), storage(policy))));
    }

    /** What brokers told holds at its own pace: a Secret of the storage is no reason to ask. */
    private Optional<BrokerAnswer> stillTold(Check last, Instant now) {
        return Optional.ofNullable(last.answer().getNow(null))
                .map(PolicyAnswer::brokers)
                .filter(BrokerAnswer.Told.class::isInstance)
                .filter(told -> now.isBefore(last.brokersAt().plus(pace.contract())));
    }

    private CompletableFuture<PolicyAnswer> asked(Supplier<PolicyAnswer> question) {
        return CompletableFuture.supplyAsync(question, threads);
    }

    private StorageAnswer storage(Policy policy) {
        try {
            ports.snapshots().checkSecrets(policy);
            return new StorageAnswer.Readable();
        } catch (UnavailableException e) {
            return new StorageAnswer.Failed(e.reason().orElse(Reason.SECRET_UNKNOWN), e.what());
        } catch (RuntimeException e) {
            logged(policy, e);
            return new StorageAnswer.Failed(
                    Reason.SECRET_UNKNOWN,
                    "The operator failed at reading the Secrets of the storage; its log says how");
        }
    }

    private BrokerAnswer brokers(Policy policy, Instant now) {
        try {
            return new BrokerAnswer.Told(ports.kafka().contract(policy));
        } catch (UnavailableException e) {
            return new BrokerAnswer.Failed(
                    now, e.reason().orElse(Reason.BROKER_UNREACHABLE), e.what());
        } catch (RuntimeException e) {
            logged(policy, e);
            return new BrokerAnswer.Failed(
                    now,
                    Reason.BROKER_REQUEST_FAILED,
                    "The operator failed at asking the brokers; its log says how");
        }
    }

    private static void logged(Policy policy, RuntimeException e) {
        LOG.error(
                "event=contract-failed namespace={} policy={}",
                policy.identity().namespace(),
                policy.identity().name(),
                e);
    }

    private static @Nullable PolicyAnswer await(CompletableFuture<PolicyAnswer> answer) {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
