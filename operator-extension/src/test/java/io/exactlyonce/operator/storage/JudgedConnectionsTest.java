package io.exactlyonce.operator.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.exactlyonce.operator.apiserver.CertificateAuthority;
import io.exactlyonce.operator.policy.EndpointBounds;
import java.io.ByteArrayInputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Connections of TLS: to the very address that was judged, with the usual check of the name. */
class JudgedConnectionsTest {
    private static HttpsServer server;
    private static SSLSocketFactory trusting;

    @BeforeAll
    static void start() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.issueServer().serverContext()));
        server.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
        server.start();
        trusting = trusting(authority);
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void endpointWithinTheBoundsIsSpokenTo() throws Exception {
        HttpURLConnection connection = connections("127.0.0.0/8").open(uri());

        assertThat(connection.getResponseCode()).isEqualTo(204);
    }

    @Test
    void serverThatNobodyVouchesForIsNotTrusted() {
        HttpURLConnection connection =
                new JudgedConnections(
                                new EndpointBounds(List.of("127.0.0.0/8")),
                                null,
                                (SSLSocketFactory) SSLSocketFactory.getDefault())
                        .open(uri());

        assertThatThrownBy(connection::getResponseCode).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void endpointOutsideOfTheBoundsIsRefused() {
        assertThatThrownBy(() -> connections("10.0.0.0/8").open(uri()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("does not speak to");
    }

    @Test
    void bucketsOwnHostIsJudgedByTheNameOfTheEndpoint() {
        JudgedConnections connections =
                new JudgedConnections(
                        new EndpointBounds(List.of("s3.shop.example")),
                        "s3.shop.example",
                        trusting);

        // Not refused by its name; it has no address.
        assertThatThrownBy(
                        () ->
                                connections.open(
                                        URI.create("https://flink.s3.shop.example.invalid/")))
                .hasMessageContaining("is not known");
    }

    @Test
    void addressIsJudgedWhenTheSocketConnects() throws Exception {
        List<InetAddress> judged = new ArrayList<>();
        JudgedSockets sockets =
                new JudgedSockets(
                        trusting,
                        (host, address) -> {
                            judged.add(address);
                            throw new StorageException("no");
                        });
        try (ServerSocket neighbour = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = sockets.createSocket()) {
            assertThatThrownBy(() -> socket.connect(neighbour.getLocalSocketAddress(), 1000))
                    .isInstanceOf(StorageException.class);
            assertThat(socket.isConnected()).isFalse();
            assertThat(judged).containsExactly(InetAddress.getLoopbackAddress());
        }
    }

    private static JudgedConnections connections(String allowed) {
        return new JudgedConnections(new EndpointBounds(List.of(allowed)), null, trusting);
    }

    private static URI uri() {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private static SSLSocketFactory trusting(CertificateAuthority authority) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "authority",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(
                                        authority
                                                .certificatePem()
                                                .getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
