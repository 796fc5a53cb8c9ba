package io.exactlyonce.operator.kafka;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.port.UnavailableException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.HostResolver;
import org.jspecify.annotations.Nullable;

/**
 * Turns names into addresses for a client, and judges each before it connects: servers of the
 * policy, and just so the ones that brokers name in their answers. So a name that resolves
 * differently the next time is judged again, and a server that pretends to be a broker cannot send
 * the operator elsewhere.
 */
final class JudgedHosts implements HostResolver {
    /** A name comes from the network, and its refusal is shown in a status. */
    private static final Pattern SHOWN = Pattern.compile("[A-Za-z0-9._:-]{1,255}");

    private final EndpointBounds bounds;
    private final Names names;
    private final Duration patience;
    private volatile @Nullable UnavailableException refusal;

    /** What knows the addresses of a name. */
    @FunctionalInterface
    interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /**
     * @param patience longest wait for a name server, for who asks {@link #resolves}
     */
    JudgedHosts(EndpointBounds bounds, Names names, Duration patience) {
        this.bounds = bounds;
        this.names = names;
        this.patience = patience;
    }

    /** What was refused since the beginning; the client itself only sees a name without address. */
    Optional<UnavailableException> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = names.addresses(host);
        Optional<UnavailableException> refused = judge(host, addresses);
        if (refused.isPresent()) {
            refusal = refused.get();
            throw new UnknownHostException(refused.get().what());
        }
        return addresses;
    }

    /**
     * Whether a name has an address now.
     *
     * @throws UnavailableException if one of them is out of bounds
     */
    boolean resolves(String host) {
        InetAddress[] addresses = addresses(host);
        Optional<UnavailableException> refused = judge(host, addresses);
        if (refused.isPresent()) {
            throw refused.get();
        }
        return addresses.length > 0;
    }

    /** A name server that hangs holds up a thread of its own. */
    private InetAddress[] addresses(String host) {
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> names.addresses(host));
        Thread thread = new Thread(lookup, "kafka-names");
        thread.setDaemon(true);
        thread.start();
        try {
            return lookup.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return new InetAddress[0];
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new InetAddress[0];
        }
    }

    private Optional<UnavailableException> judge(String host, InetAddress[] addresses) {
        List<byte[]> bytes = Arrays.stream(addresses).map(InetAddress::getAddress).toList();
        if (!(bounds.judge(host, bytes) instanceof EndpointBounds.Refused refused)) {
            return Optional.empty();
        }
        String shown = SHOWN.matcher(host).matches() ? host : "a name that is none";
        return Optional.of(
                new UnavailableException(
                        Reason.ENDPOINT_REFUSED,
                        "The broker '%s' was not connected to: %s. %s, or let the brokers advertise one"
                                .formatted(shown, refused.reason(), refused.fix()),
                        null));
    }
}
