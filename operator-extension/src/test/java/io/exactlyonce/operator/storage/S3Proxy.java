package io.exactlyonce.operator.storage;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real S3 server over a folder, in a process of its own. */
final class S3Proxy implements AutoCloseable {
    static final String ACCESS_KEY = "operator";
    static final String SECRET_KEY = "operator-secret";
    static final String BUCKET = "flink";

    private final Process process;
    private final Path folder;
    private final int port;

    private S3Proxy(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    static S3Proxy start(Path folder) throws IOException {
        int port = freePort();
        Files.createDirectories(folder.resolve("buckets").resolve(BUCKET));
        Path properties = folder.resolve("s3proxy.properties");
        Files.write(
                properties,
                List.of(
                        "s3proxy.endpoint=http://127.0.0.1:" + port,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + ACCESS_KEY,
                        "s3proxy.credential=" + SECRET_KEY,
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.filesystem.basedir=" + folder.resolve("buckets")));
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-Xmx128m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                "target/s3/s3proxy.jar",
                                "org.gaul.s3proxy.Main",
                                "--properties",
                                properties.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("s3proxy.log").toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        await("S3 server").atMost(Duration.ofSeconds(60)).until(() -> accepts(port));
        return new S3Proxy(process, folder, port);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** Folder whose files are the objects of the bucket. */
    Path bucket() {
        return folder.resolve("buckets").resolve(BUCKET);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
