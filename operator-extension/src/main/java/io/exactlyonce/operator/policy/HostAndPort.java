package io.exactlyonce.operator.policy;

/**
 * Where a server listens.
 *
 * @param host name or address as the user wrote it; an IPv6 address without its brackets
 * @param port 1 to 65,535
 */
public record HostAndPort(String host, int port) {
    /** {@code host:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
