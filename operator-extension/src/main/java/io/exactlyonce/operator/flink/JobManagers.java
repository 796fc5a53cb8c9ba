package io.exactlyonce.operator.flink;

import com.fasterxml.jackson.databind.JsonNode;
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
 * Running JobManagers over REST. All questions to one share a deadline, which is short for one that
 * did not answer the last time, and such a one is then left alone for a while: a thousand
 * deployments behind a network policy, or without a name server, must not use up the threads that
 * reconcile.
 */
public final class JobManagers implements FlinkPort, CommitterPort, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobManagers.class);

    /** For all questions about one job: reconciling waits for it. */
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    /** For the first questions to one: five answers within a cluster take a tenth of it. */
    private static final Duration FIRST_DEADLINE = Duration.ofMillis(500);

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
        Duration deadline = answering.contains(key) ? DEADLINE : FIRST_DEADLINE;
        return within(deadline, key, () -> answer(key, rest(namespace, deployment)));
    }

    /** Asked only of one that answers, and its silence is held against nobody. */
    @Override
    public Optional<Map<String, Long>> committers(
            String namespace, String deployment, String jobId, Set<String> counters) {
        String key = namespace + "/" + deployment;
        return answering.contains(key) && jobId.matches(JOB_ID)
                ? within(
                        DEADLINE,
                        key,
                        () -> CommitterMetrics.sums(rest(namespace, deployment), jobId, counters))
                : Optional.empty();
    }

    private JobManagerRest rest(String namespace, String deployment) {
        return new JobManagerRest(client, address.of(namespace, deployment));
    }

    private <T> Optional<T> within(Duration deadline, String key, Callable<T> question) {
        try {
            return Optional.of(
                    workers.submit(question).get(deadline.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException | ExecutionException | TimeoutException e) {
            LOG.debug("event=no-observation deployment={} reason=\"{}\"", key, e.toString());
        }
        return Optional.empty();
    }

    /** One that comes too late is a sign of life all the same: the next time is waited for it. */
    private FlinkObservation answer(String key, JobManagerRest rest)
            throws IOException, InterruptedException {
        FlinkObservation observation = observe(rest);
        answering.add(key);
        silent.remove(key);
        return observation;
    }

    private static FlinkObservation observe(JobManagerRest rest)
            throws IOException, InterruptedException {
        Map<String, String> configuration =
                JobManagerAnswers.configuration(rest.get("/jobmanager/config"));
        Optional<JsonNode> job = job(rest.get("/jobs/overview"));
        if (job.isEmpty()) {
            return JobManagerAnswers.withoutJob(configuration);
        }
        String id = job.get().path("jid").asText();
        if (!id.matches(JOB_ID)) {
            throw new IOException("no job id");
        }
        return JobManagerAnswers.observation(
                configuration,
                job.get(),
                rest.get("/jobs/" + id),
                rest.get("/jobs/" + id + "/checkpoints/config"),
                rest.get("/jobs/" + id + "/checkpoints"));
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
