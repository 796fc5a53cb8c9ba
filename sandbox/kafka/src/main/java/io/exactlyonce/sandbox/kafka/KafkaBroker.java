package io.exactlyonce.sandbox.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.TransactionVersion;

/**
 * One combined KRaft broker and controller on loopback, with {@code transaction.version} 2 as on
 * every new cluster. The folder holds everything: closing the broker and starting another one on
 * the same folder and port is a broker restart.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final int NODE_ID = 1;
    private static final int LOWEST_PORT = 15_000;
    private static final int HIGHEST_PORT = 32_000;
    private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

    private final int port;
    private final KafkaRaftServer server;

    private KafkaBroker(int port, KafkaRaftServer server) {
        this.port = port;
        this.server = server;
    }

    /** Starts a broker with a stock configuration on a free port of the loopback interface. */
    public static KafkaBroker start(Path folder) {
        return start(folder, freePort(), Map.of());
    }

    /**
     * Starts a broker and returns when it serves.
     *
     * @param folder where logs and metadata live; formatted when empty
     * @param port the client port on 127.0.0.1
     * @param overrides broker properties that replace ours
     */
    public static KafkaBroker start(Path folder, int port, Map<String, String> overrides) {
        try {
            Path logs = folder.resolve("kafka-logs");
            if (!Files.exists(logs.resolve("meta.properties"))) {
                format(logs);
            }
            KafkaRaftServer server =
                    new KafkaRaftServer(
                            new KafkaConfig(properties(logs, port, overrides)), Time.SYSTEM);
            server.startup();
            return new KafkaBroker(port, server);
        } catch (Exception e) {
            throw new IllegalStateException("The Kafka broker on port " + port + " failed", e);
        }
    }

    /** Address for clients, {@code host:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path logs) throws Exception {
        Files.createDirectories(logs);
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(NODE_ID)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(logs.toString())
                .setDirectories(List.of(logs.toString()))
                .setFeatureLevel(TransactionVersion.FEATURE_NAME, (short) 2)
                .setPrintStream(
                        new PrintStream(
                                OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
    }

    private static Map<String, String> properties(
            Path logs, int port, Map<String, String> overrides) {
        int controllerPort = freePort();
        Map<String, String> properties = new HashMap<>();
        properties.put("node.id", String.valueOf(NODE_ID));
        properties.put("process.roles", "broker,controller");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        properties.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.put("log.dirs", logs.toString());
        properties.put("num.partitions", "1");
        properties.put("auto.create.topics.enable", "false");
        for (String internal : List.of("offsets.topic", "transaction.state.log")) {
            properties.put(internal + ".replication.factor", "1");
            properties.put(internal + ".num.partitions", "4");
        }
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
        // The broker looks for timed-out transactions this often; 10 s by default.
        properties.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        properties.putAll(overrides);
        return properties;
    }

    /**
     * A port of loopback that was free a moment ago, and stays free of clients: it lies below the
     * range from which systems give ports to those who ask for any (32768 on Linux, 49152
     * elsewhere), and no port is handed out twice.
     */
    public static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
            if (TAKEN.add(port) && isFree(port)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As servers do: a connection of a server that is gone does not keep its port.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Runs a broker until the process is stopped: {@code FOLDER PORT [key=value…]}. Port 0 is any
     * free one. Says {@code READY host:port} when it serves.
     */
    public static void main(String[] args) {
        Map<String, String> overrides = new HashMap<>();
        for (int i = 2; i < args.length; i++) {
            String[] property = args[i].split("=", 2);
            overrides.put(property[0], property[1]);
        }
        int port = Integer.parseInt(args[1]);
        KafkaBroker broker = start(Path.of(args[0]), port == 0 ? freePort() : port, overrides);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        System.out.println("READY " + broker.bootstrapServers());
        broker.server.awaitShutdown();
    }
}
