package io.exactlyonce.operator.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets whose address is judged at the moment they connect to it. The JDK's HTTPS client takes a
 * plain socket from its factory, connects it, and has the factory put TLS over it.
 */
final class JudgedSockets extends SSLSocketFactory {
    private final SSLSocketFactory tls;
    private final BiConsumer<String, InetAddress> judge;

    /**
     * @param judge throws if the address of a host may not be spoken to
     */
    JudgedSockets(SSLSocketFactory tls, BiConsumer<String, InetAddress> judge) {
        this.tls = tls;
        this.judge = judge;
    }

    @Override
    public Socket createSocket() {
        return new JudgedSocket(judge);
    }

    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean close)
            throws IOException {
        return tls.createSocket(connected, host, port, close);
    }

    @Override
    public Socket createSocket(String host, int port) throws SocketException {
        throw unjudged();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
            throws SocketException {
        throw unjudged();
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws SocketException {
        throw unjudged();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort)
            throws SocketException {
        throw unjudged();
    }

    private static SocketException unjudged() {
        return new SocketException("a socket that would connect before its address is judged");
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }

    private static final class JudgedSocket extends Socket {
        private final BiConsumer<String, InetAddress> judge;

        JudgedSocket(BiConsumer<String, InetAddress> judge) {
            this.judge = judge;
        }

        @Override
        public void connect(SocketAddress target, int timeout) throws IOException {
            if (!(target instanceof InetSocketAddress address) || address.isUnresolved()) {
                throw new SocketException("the host has no address");
            }
            judge.accept(address.getHostString(), address.getAddress());
            super.connect(target, timeout);
        }
    }
}
