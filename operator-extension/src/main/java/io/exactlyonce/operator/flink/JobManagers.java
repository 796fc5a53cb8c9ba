package io.exactlyonce.operator.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.port.CommitterPort;
import io.exactlyonce.operator.port.FlinkPort;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Running JobManagers over REST. Each question has a limit of its own, so that a loaded one is
 * heard out, and all of them together one that reconciling never waits beyond. Reconciling waits
 *
 * <ul>
 *   <li>0.5 s for one that cannot be reached, and then leaves it alone for 10 s to 80 s: a thousand
 *       deployments behind a network policy, or without a name server, must not use up the threads
 *       that reconcile;
 *   <li>2 s for one that answered the last time and does not any more;
 *   <li>5 s for one that answers slowly, and 2 s more for the counters of its committers.
 * </ul>
 *
 * <p>What else a JobManager does not say in time is unknown, and nothing else: which revision it is
 * and whether its job runs is asked first.
 */
public final class JobManagers implements FlinkPort, CommitterPort, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobManagers.class);

    /** For all questions about one job: reconciling waits for it. */
    private static final Duration TOTAL = Duration.ofSeconds(5);

    /** When the last question is asked, of {@link #TOTAL}. */
    private static final Duration LAST_QUESTION = TOTAL.minusMillis(500);

    /** For the counters of committers, which no decision waits for. */
    private static final Duration COUNTERS = Duration.ofSeconds(2);

    /** For the first answer of one that is not known to answer: ten times what it should take. */
    private static final Duration SIGN_OF_LIFE = Duration.ofMillis(500);

    private static final String JOB_ID = "[0-9a-f]{32}";
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final int MOST_DOUBLINGS = 3;

    /** As many as reconcile at a time. */
    private static final int THREADS = 50;

    private final HttpClient client =
            HttpClient.newBuilder()
                    .connectTimeout(JobManagerRest.TIMEOUT)
                    .followRedirects(Redirect.NEVER)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
    private final ExecutorService workers = Executors.newFixedThreadPool(THREADS, daemons());
    private final Map<String, Silence> silent = new ConcurrentHashMap<>();
    private final Set<String> answering = ConcurrentHashMap.newKeySet();
    private final JobManagerAddress address;
    private final InstantSource clock;

    private record Silence(int times, Instant until) {}

    public JobManagers(JobManagerAddress address, InstantSource clock) {
        this.address = address;
        this.clock = clock;
    }

    private static ThreadFactory daemons() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "job-manager-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public Optional<FlinkObservation> observe(String namespace, String deployment) {
        String key = namespace + "/" + deployment;
        Silence silence = silent.get(key);
        if (silence != null && clock.instant().isBefore(silence.until())) {
            return Optional.empty();
        }
        Optional<FlinkObservation> observation = ask(key, namespace, deployment);
        if (observation.isEmpty()) {
            answering.remove(key);
            silent.compute(key, (same, old) -> longer(old));
        }
        return observation;
    }

    private Silence longer(@Nullable Silence old) {
        int times = old == null ? 0 : Math.min(old.times() + 1, MOST_DOUBLINGS);
        return new Silence(times, clock.instant().plus(FIRST_PAUSE.multipliedBy(1L << times)));
    }

    private Optional<FlinkObservation> ask(String key, String namespace, String deployment) {
        long start = System.nanoTime();
        Duration patience = answering.contains(key) ? JobManagerRest.TIMEOUT : SIGN_OF_LIFE;
        return inTime(patience, key, () -> configuration(key, rest(namespace, deployment)))
                .flatMap(
                        configuration ->
                                within(
                                        TOTAL.minus(since(start)),
                                        key,
                                        () ->
                                                observe(
                                                        rest(namespace, deployment),
                                                        configuration,
                                                        start)));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Asked only of one that answers, and its silence is held against nobody. */
    @Override
    public Optional<Map<String, Long>> committers(
            String namespace, String deployment, String jobId, Set<String> counters) {
        String key = namespace + "/" + deployment;
        return answering.contains(key) && jobId.matches(JOB_ID)
                ? within(
                        COUNTERS,
                        key,
                        () -> CommitterMetrics.sums(rest(namespace, deployment), jobId, counters))
                : Optional.empty();
    }

    private JobManagerRest rest(String namespace, String deployment) {
        return new JobManagerRest(client, address.of(namespace, deployment));
    }

    /** Given up after that: no worker is held by an answer that nobody waits for. */
    private <T> Optional<T> within(Duration deadline, String key, Callable<T> question) {
        return asked(deadline, key, question, true);
    }

    /** Left to its own limit after that: a late answer is one as well. */
    private <T> Optional<T> inTime(Duration patience, String key, Callable<T> question) {
        return asked(patience, key, question, false);
    }

    private <T> Optional<T> asked(
            Duration waited, String key, Callable<T> question, boolean givenUp) {
        FutureTask<T> task = new FutureTask<>(question);
        try {
            workers.execute(task);
            return Optional.of(task.get(waited.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException | ExecutionException | TimeoutException e) {
            LOG.debug("event=no-observation deployment={} reason=\"{}\"", key, e.toString());
        } finally {
            if (givenUp) {
                task.cancel(true);
            }
        }
        return Optional.empty();
    }

    /** One that comes too late is a sign of life all the same: the next time is waited for it. */
    private Map<String, String> configuration(String key, JobManagerRest rest)
            throws IOException, InterruptedException {
        Map<String, String> configuration =
                JobManagerAnswers.configuration(rest.get("/jobmanager/config"));
        answering.add(key);
        silent.remove(key);
        return configuration;
    }

    private static FlinkObservation observe(
            JobManagerRest rest, Map<String, String> configuration, long start)
            throws IOException, InterruptedException {
        Optional<JsonNode> job = job(rest.get("/jobs/overview"));
        if (job.isEmpty()) {
            return JobManagerAnswers.withoutJob(configuration);
        }
        String id = job.get().path("jid").asText();
        if (!id.matches(JOB_ID)) {
            throw new IOException("no job id");
        }
        JsonNode statistics = ifTold(rest, "/jobs/" + id + "/checkpoints", start);
        JsonNode settings = ifTold(rest, "/jobs/" + id + "/checkpoints/config", start);
        JsonNode details = ifTold(rest, "/jobs/" + id, start);
        return JobManagerAnswers.observation(
                configuration, job.get(), details, settings, statistics);
    }

    /** Missing if it is not told: a job whose {@code main()} threw has no checkpoints, say. */
    private static JsonNode ifTold(JobManagerRest rest, String path, long start)
            throws InterruptedException {
        Duration left = LAST_QUESTION.minus(since(start));
        if (left.isNegative() || left.isZero()) {
            return MissingNode.getInstance();
        }
        Duration timeout =
                left.compareTo(JobManagerRest.TIMEOUT) < 0 ? left : JobManagerRest.TIMEOUT;
        try {
            return rest.get(path, timeout);
        } catch (IOException e) {
            LOG.debug("event=no-answer path={} reason=\"{}\"", path, e.toString());
            return MissingNode.getInstance();
        }
    }

    /** The one job of an application cluster; the newest, if there are more. */
    private static Optional<JsonNode> job(JsonNode overview) {
        return StreamSupport.stream(overview.path("jobs").spliterator(), false)
                .max(Comparator.comparingLong(job -> job.path("start-time").asLong()));
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
