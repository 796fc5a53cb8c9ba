package io.exactlyonce.operator.storage;

import io.exactlyonce.operator.policy.EndpointBounds;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Connections to the S3 service that a policy names, within the bounds of the operator: whoever
 * edits a policy must not get the operator to speak to the metadata service or to a neighbour. The
 * addresses of the host are judged before each connection, and with TLS once more when its socket
 * connects. Plain HTTP rests on the JVM's name cache (30 s) between the two look-ups.
 */
final class JudgedConnections {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Between two packets of an answer; also the first one. */
    private static final Duration READ = Duration.ofSeconds(10);

    private final EndpointBounds bounds;
    private final @Nullable String endpoint;
    private final SSLSocketFactory sockets;

    /**
     * @param endpoint host that the policy names: a bucket's own host below it is judged by that
     *     name; null for hosts of AWS
     * @param tls makes sockets of TLS out of plain ones
     */
    JudgedConnections(EndpointBounds bounds, @Nullable String endpoint, SSLSocketFactory tls) {
        this.bounds = bounds;
        this.endpoint = endpoint;
        this.sockets = new JudgedSockets(tls, this::judge);
    }

    /**
     * Opens a connection, without connecting.
     *
     * @throws StorageException if the host is outside the bounds, or has no address
     */
    HttpURLConnection open(URI uri) {
        String host = uri.getHost();
        try {
            judge(host, InetAddress.getAllByName(host));
            // A proxy would look the host up by itself.
            HttpURLConnection connection =
                    (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout((int) CONNECT.toMillis());
            connection.setReadTimeout((int) READ.toMillis());
            if (connection instanceof HttpsURLConnection secure) {
                secure.setSSLSocketFactory(sockets);
            }
            return connection;
        } catch (UnknownHostException e) {
            throw new StorageException(
                    "The host of the S3 endpoint is not known. Correct"
                            + " spec.checkpoints.s3.endpoint, or the name server",
                    e);
        } catch (IOException e) {
            throw new StorageException("The S3 endpoint cannot be spoken to", e);
        }
    }

    private void judge(String host, InetAddress... addresses) {
        String name = name(host);
        List<byte[]> bytes = Arrays.stream(addresses).map(InetAddress::getAddress).toList();
        Optional<EndpointBounds.Refused> refused =
                Stream.of(bounds.judge(name), bounds.judge(name, bytes))
                        .filter(EndpointBounds.Refused.class::isInstance)
                        .map(EndpointBounds.Refused.class::cast)
                        .findFirst();
        if (refused.isPresent()) {
            throw new StorageException(
                    "The operator does not speak to the S3 endpoint "
                            + name
                            + ": "
                            + refused.get().reason()
                            + ". "
                            + refused.get().fix());
        }
        if (!(bounds.judge(name, bytes) instanceof EndpointBounds.Allowed)) {
            throw new StorageException("The S3 endpoint " + name + " has no address");
        }
    }

    /** The host, without the bucket before it. */
    private String name(String host) {
        return endpoint != null && host.endsWith("." + endpoint) ? endpoint : host;
    }
}
