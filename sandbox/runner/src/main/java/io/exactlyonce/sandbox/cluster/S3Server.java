package io.exactlyonce.sandbox.cluster;

import io.exactlyonce.sandbox.kafka.KafkaBroker;
import io.exactlyonce.sandbox.process.ChildProcess;
import io.exactlyonce.sandbox.process.ProcessGroup;
import io.exactlyonce.sandbox.process.ProcessSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * An S3 server (S3Proxy over a folder) in a process of its own, for checkpoints, savepoints and
 * high-availability data.
 */
public final class S3Server {
    public static final String ACCESS_KEY = "sandbox";
    public static final String SECRET_KEY = "sandbox-secret";

    private static final String BUCKET = "sandbox";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int HEAP_MEBIBYTES = 128;

    private final ChildProcess process;
    private final int port;

    private S3Server(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static S3Server start(ProcessGroup group, Distribution distribution, Workspace workspace) {
        int port = KafkaBroker.freePort();
        Path buckets = workspace.folder("s3");
        workspace.folder("s3/" + BUCKET); // A folder of the store is a bucket.
        Path properties = workspace.folder("conf").resolve("s3proxy.properties");
        try {
            Files.writeString(properties, properties(port, buckets));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChildProcess process =
                group.start(
                        ProcessSpec.plain(
                                "s3",
                                distribution.s3ServerJar().toString(),
                                "org.gaul.s3proxy.Main",
                                List.of("--properties", properties.toString()),
                                HEAP_MEBIBYTES));
        return new S3Server(process, port);
    }

    private static String properties(int port, Path buckets) {
        return String.join(
                "\n",
                "s3proxy.endpoint=http://127.0.0.1:" + port,
                "s3proxy.authorization=aws-v2-or-v4",
                "s3proxy.identity=" + ACCESS_KEY,
                "s3proxy.credential=" + SECRET_KEY,
                "jclouds.provider=filesystem-nio2",
                "jclouds.filesystem.basedir=" + buckets,
                "");
    }

    void awaitReady() {
        Await.until("the S3 server on port " + port, PATIENCE, process, () -> accepts(port));
    }

    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** A folder in the bucket, as a URI for Flink. */
    public String uri(String folder) {
        return "s3://" + BUCKET + "/" + folder;
    }

    static boolean accepts(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        }
    }
}
