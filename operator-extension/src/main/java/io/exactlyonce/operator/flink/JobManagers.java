package io.exactlyonce.operator.flink;

import com.fasterxml.jackson.databind.JsonNode;
import io.exactlyonce.operator.plan.FlinkObservation;
import io.exactlyonce.operator.port.FlinkPort;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Running JobManagers over REST. All questions to one share a deadline, and one that did not answer
 * is left alone for a while: a thousand deployments behind a network policy must not use up the
 * threads that reconcile.
 */
public final class JobManagers implements FlinkPort, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobManagers.class);

    /** For all questions about one job: reconciling waits for it. */
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final int MOST_DOUBLINGS = 5;

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
    private final JobManagerAddress address;
    private final InstantSource clock;

    private record Silence(int times, Instant until) {}

    public JobManagers(JobManagerAddress address, InstantSource clock) {
        this.address = address;
        this.clock = clock;
    }

    private static java.util.concurrent.ThreadFactory daemons() {
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
        Optional<FlinkObservation> observation = ask(namespace, deployment);
        if (observation.isPresent()) {
            silent.remove(key);
        } else {
            silent.compute(key, (same, old) -> longer(old));
        }
        return observation;
    }

    private Silence longer(Silence old) {
        int times = old == null ? 0 : Math.min(old.times() + 1, MOST_DOUBLINGS);
        return new Silence(times, clock.instant().plus(FIRST_PAUSE.multipliedBy(1L << times)));
    }

    private Optional<FlinkObservation> ask(String namespace, String deployment) {
        Future<FlinkObservation> answer;
        try {
            JobManagerRest rest = new JobManagerRest(client, address.of(namespace, deployment));
            answer = workers.submit(() -> observe(rest));
        } catch (IllegalArgumentException | RejectedExecutionException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(answer.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            LOG.debug(
                    "event=no-observation namespace={} deployment={} reason=\"{}\"",
                    namespace,
                    deployment,
                    String.valueOf(e.getCause()));
        }
        answer.cancel(true);
        return Optional.empty();
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
        if (!id.matches("[0-9a-f]{32}")) {
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
                .max(java.util.Comparator.comparingLong(job -> job.path("start-time").asLong()));
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
