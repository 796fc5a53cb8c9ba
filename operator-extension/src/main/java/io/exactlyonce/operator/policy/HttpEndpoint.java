package io.exactlyonce.operator.policy;

/**
 * A server spoken to by HTTP.
 *
 * @param scheme {@code http} or {@code https}
 * @param address where it listens; the scheme's port if none was written
 * @param portWritten whether the port stands in the text
 */
public record HttpEndpoint(String scheme, HostAndPort address, boolean portWritten) {
    /** The endpoint as Flink's S3 file systems read it. */
    @Override
    public String toString() {
        String host = address.toString();
        return scheme + "://" + (portWritten ? host : host.substring(0, host.lastIndexOf(':')));
    }
}
