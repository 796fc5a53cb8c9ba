package io.exactlyonce.operator.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.policy.SecretKey;
import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.port.SecretPort;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.snapshot.Snapshot;
import io.exactlyonce.operator.snapshot.SnapshotContent;
import io.exactlyonce.operator.snapshot.SnapshotContent.Missing;
import io.exactlyonce.operator.snapshot.SnapshotContent.Pending;
import io.exactlyonce.operator.snapshot.SnapshotContent.Unreadable;
import io.exactlyonce.operator.snapshot.StoredSnapshots;
import io.exactlyonce.operator.snapshot.StoredSnapshots.Listed;
import io.exactlyonce.operator.snapshot.StoredSnapshots.NotListed;
import io.exactlyonce.operator.snapshot.format.RecordedSnapshot;
import io.exactlyonce.operator.snapshot.format.SnapshotFiles.Range;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots on a real S3 server, with the keys and within the bounds of the policy. */
class S3StorageTest {
    private static final String JOB = "0123456789abcdef0123456789abcdef";
    private static final String ROOT = "s3://" + S3Proxy.BUCKET + "/prod";
    private static final EndpointBounds LOOPBACK = new EndpointBounds(List.of("127.0.0.0/8"));

    @TempDir static Path folder;
    private static S3Proxy server;

    private final List<SecretKey> asked = new ArrayList<>();
    private final Map<String, String> keys =
            new HashMap<>(
                    Map.of(
                            "AWS_ACCESS_KEY_ID",
                            S3Proxy.ACCESS_KEY + "\n",
                            "AWS_SECRET_ACCESS_KEY",
                            S3Proxy.SECRET_KEY));
    private final SecretPort secrets =
            (namespace, key) -> {
                if (!namespace.equals("shop")) {
                    throw new UnavailableException("Secrets of " + namespace + " are others'");
                }
                asked.add(key);
                return keys.getOrDefault(key.key(), "");
            };
    private final SnapshotStorage storage =
            new SnapshotStorage(secrets, LOOPBACK, InstantSource.system());
    private final Policy policy = StoragePolicies.s3(ROOT, server.endpoint());

    @BeforeAll
    static void start() throws Exception {
        server = S3Proxy.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"aligned", "files", "savepoint-native", "no-sink"})
    void snapshotOnS3IsRead(String name) throws Exception {
        RecordedSnapshot recorded = RecordedSnapshot.of("flink-2.2.1/" + name);
        SnapshotStorageTest.copy(recorded, server.bucket().resolve("prod/" + name));

        SnapshotContent content =
                storage.content(policy, ROOT + "/" + name + "/" + recorded.below());

        assertThat(content).isInstanceOf(Pending.class);
        assertThat(((Pending) content).pending())
                .containsExactlyInAnyOrderElementsOf(recorded.expected());
        assertThat(asked)
                .containsExactlyInAnyOrder(
                        new SecretKey("keys", "AWS_ACCESS_KEY_ID"),
                        new SecretKey("keys", "AWS_SECRET_ACCESS_KEY"));
    }

    @Test
    void keysAreTriedWithoutTheService() {
        Policy nowhere = StoragePolicies.s3(ROOT, "http://127.0.0.1:1");

        storage.checkSecrets(nowhere);

        assertThat(asked).extracting(SecretKey::name).containsExactly("keys", "keys");
    }

    @Test
    void everySecretThatCannotBeReadIsNamed() {
        keys.put("AWS_ACCESS_KEY_ID", " \n");
        keys.put("AWS_SECRET_ACCESS_KEY", "");

        assertThatThrownBy(() -> storage.checkSecrets(policy))
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        failure -> {
                            assertThat(failure.reason()).contains(Reason.SECRET_UNUSABLE);
                            assertThat(failure.what())
                                    .contains("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
                        });
        assertThat(storage.stored(policy, ROOT + "/checkpoints", Set.of(JOB)))
                .isInstanceOfSatisfying(
                        NotListed.class,
                        unknown -> assertThat(unknown.reason()).contains("nothing under"));
    }

    @Test
    void otherSchemesOfTheSameStoreNameTheSameSnapshot() throws Exception {
        RecordedSnapshot recorded = RecordedSnapshot.of("flink-2.2.1/aligned");
        SnapshotStorageTest.copy(recorded, server.bucket().resolve("prod/schemes"));

        for (String scheme : List.of("s3a", "s3p")) {
            String path = ROOT.replace("s3:", scheme + ":") + "/schemes/" + recorded.below();
            assertThat(storage.content(policy, path)).as(scheme).isInstanceOf(Pending.class);
        }
    }

    @Test
    void completedCheckpointsOfTheJobsAreListed() throws Exception {
        Path job = server.bucket().resolve("prod/listed/" + JOB);
        for (String object : List.of("chk-7/_metadata", "chk-12/_metadata", "chk-13/state")) {
            Files.writeString(directories(job.resolve(object)), "x");
        }
        Files.writeString(directories(job.resolve("shared/1")), "x");
        Files.writeString(directories(job.resolveSibling("f".repeat(32) + "/chk-1/_metadata")), "");

        StoredSnapshots stored =
                storage.stored(policy, ROOT + "/listed", Set.of(JOB, "a".repeat(32)));

        assertThat(((Listed) stored).snapshots())
                .allSatisfy(snapshot -> assertThat(snapshot.completedAt()).isNotNull())
                .extracting(Snapshot::path, Snapshot::id, Snapshot::jobId)
                .containsExactlyInAnyOrder(
                        tuple(ROOT + "/listed/" + JOB + "/chk-7", 7L, JOB),
                        tuple(ROOT + "/listed/" + JOB + "/chk-12", 12L, JOB));
    }

    @Test
    void nothingIsReadBeyondWhatIsAskedFor() throws Exception {
        Files.writeString(directories(server.bucket().resolve("prod/range")), "0123456789");
        StoragePath file = StoragePath.of(ROOT + "/range").orElseThrow();

        try (S3Storage s3 =
                new S3Storage(new S3Clients(secrets, LOOPBACK).of(policy), () -> false)) {
            assertThat(
                            s3.read(
                                    file,
                                    new Range(3, 4),
                                    source -> {
                                        byte[] bytes = new byte[10];
                                        int read = source.read(bytes, 0, 10);
                                        return new String(bytes, 0, read, US_ASCII);
                                    }))
                    .contains("3456");
        }
    }

    @Test
    void whatIsNotThereIsMissing() {
        assertThat(storage.content(policy, ROOT + "/nothing")).isEqualTo(new Missing());
        assertThat(storage.stored(policy, ROOT + "/nothing", Set.of(JOB)))
                .isEqualTo(new Listed(List.of()));
    }

    @Test
    void bucketThatDoesNotExistSaysNothing() {
        Policy other = StoragePolicies.s3("s3://typo/prod", server.endpoint());

        assertUnknown(other, "s3://typo/prod", "bucket of spec.checkpoints.storage does not exist");
    }

    @Test
    void wrongKeysSayNothingAndAreToldWithoutTheServersWords() {
        keys.put("AWS_SECRET_ACCESS_KEY", "wrong");

        assertUnknown(policy, ROOT, "refuses the keys");
    }

    @Test
    void serverThatIsNotThereSaysNothing() throws Exception {
        Policy other = StoragePolicies.s3(ROOT, "http://127.0.0.1:" + S3Proxy.freePort());

        assertUnknown(other, ROOT, "cannot be reached");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://169.254.169.254", "http://localhost:%d", "http://127.0.0.1:%d"})
    void endpointsOutsideOfTheBoundsAreNotConnectedTo(String endpoint) throws Exception {
        try (ServerSocket neighbour = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            neighbour.setSoTimeout(100);
            Policy other = StoragePolicies.s3(ROOT, endpoint.formatted(neighbour.getLocalPort()));
            SnapshotStorage bounded =
                    new SnapshotStorage(secrets, EndpointBounds.ANY, InstantSource.system());

            assertThat(bounded.content(other, ROOT + "/chk-1"))
                    .isInstanceOfSatisfying(
                            Unreadable.class,
                            it -> assertThat(it.reason()).contains("does not speak to"));
            assertThatThrownBy(neighbour::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400})
    void answersWithoutEndAreGivenUp(int status) throws Exception {
        byte[] part = "<Contents><Key>key</Key></Contents>".repeat(1000).getBytes(US_ASCII);
        HttpServer endless =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endless.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(status, 0);
                    exchange.getResponseBody().write("<ListBucketResult>".getBytes(US_ASCII));
                    while (true) { // Until the operator hangs up.
                        exchange.getResponseBody().write(part);
                    }
                });
        endless.start();
        try {
            Policy other =
                    StoragePolicies.s3(ROOT, "http://127.0.0.1:" + endless.getAddress().getPort());
            assertThat(storage.stored(other, ROOT + "/a", Set.of(JOB)))
                    .isInstanceOf(NotListed.class);
        } finally {
            endless.stop(0);
        }
    }

    private void assertUnknown(Policy other, String root, String reason) {
        assertThat(storage.content(other, root + "/chk-1"))
                .isInstanceOfSatisfying(
                        Unreadable.class, it -> assertThat(it.reason()).contains(reason));
        assertThat(storage.stored(other, root + "/a", Set.of(JOB)))
                .isInstanceOfSatisfying(
                        NotListed.class, it -> assertThat(it.reason()).contains(reason));
    }

    private static Path directories(Path file) throws Exception {
        Files.createDirectories(file.getParent());
        return file;
    }
}
