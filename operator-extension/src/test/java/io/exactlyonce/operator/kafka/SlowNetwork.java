package io.exactlyonce.operator.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A way to a broker on which answers take their time. */
final class SlowNetwork implements AutoCloseable {
    private static final int CHUNK = 65_536;

    private final int target;
    private final ServerSocket server;
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    task -> {
                        Thread thread = new Thread(task, "slow-network");
                        thread.setDaemon(true);
                        return thread;
                    });
    private volatile Duration delay = Duration.ZERO;

    /**
     * @param port that it listens at
     * @param target port of the broker
     */
    SlowNetwork(int port, int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        threads.execute(this::accept);
    }

    /** Every answer takes that much longer from now on. */
    void delay(Duration answers) {
        delay = answers;
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket client = server.accept();
                Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
                threads.execute(() -> carry(client, broker, false));
                threads.execute(() -> carry(broker, client, true));
            }
        } catch (IOException e) {
            // Closed, or the broker is not there: then clients see a connection that ends.
        }
    }

    private void carry(Socket from, Socket to, boolean answers) {
        byte[] chunk = new byte[CHUNK];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (answers) {
                    Thread.sleep(delay.toMillis());
                }
                out.write(chunk, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // One side is gone, and so goes the other.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
