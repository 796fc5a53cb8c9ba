package io.exactlyonce.operator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/** A Service in front of pods: each connection goes to the next one, and nothing is looked into. */
final class RoundRobin implements AutoCloseable {
    private final ServerSocket server;
    private final List<Integer> ports;

    private RoundRobin(ServerSocket server, List<Integer> ports) {
        this.server = server;
        this.ports = ports;
    }

    static RoundRobin start(List<Integer> ports) throws IOException {
        RoundRobin started = new RoundRobin(new ServerSocket(0), List.copyOf(ports));
        daemon(started::accept);
        return started;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        for (int connection = 0; !server.isClosed(); connection++) {
            try {
                Socket client = server.accept();
                Socket pod =
                        new Socket(
                                InetAddress.getLoopbackAddress(),
                                ports.get(connection % ports.size()));
                client.setTcpNoDelay(true);
                pod.setTcpNoDelay(true);
                daemon(() -> copy(client, pod));
                daemon(() -> copy(pod, client));
            } catch (IOException e) {
                // Closed, or a pod that is gone: the client sees that.
                continue;
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // Either end has closed, and so does the other.
            return;
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "round-robin");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
