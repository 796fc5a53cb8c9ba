package io.exactlyonce.operator.policy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Servers as text. Own parsers, and strict ones: libraries differ on user info, back slashes and
 * white space, and a text that two of them read differently evades whatever one of them checked.
 */
final class AddressText {
    private static final int MAX_PORT = 65_535;
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(\\[([0-9a-fA-F:.]+)]|([^\\[\\]:/@\\\\?#%\\s]+)):([0-9]{1,5})");
    private static final Pattern HTTP =
            Pattern.compile(
                    "(https?)://(\\[[0-9a-fA-F:.]+]|[^\\[\\]:/@\\\\?#%\\s]+)(:[0-9]{1,5})?/?");

    private AddressText() {}

    /** {@code host:port}; empty if the text is not exactly that. */
    static Optional<HostAndPort> hostAndPort(String text) {
        Matcher matcher = HOST_AND_PORT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String host = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
        int port = Integer.parseInt(matcher.group(4));
        boolean valid =
                port > 0
                        && port <= MAX_PORT
                        && HostText.parse(host).isPresent()
                        && (matcher.group(2) == null || host.contains(":"));
        return valid ? Optional.of(new HostAndPort(host, port)) : Optional.empty();
    }

    /** {@code http(s)://host[:port][/]}; empty if the text is not exactly that. */
    static Optional<HttpEndpoint> httpEndpoint(String text) {
        Matcher matcher = HTTP.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean written = matcher.group(3) != null;
        String port = matcher.group(1).equals("https") ? ":443" : ":80";
        return hostAndPort(matcher.group(2) + (written ? matcher.group(3) : port))
                .map(address -> new HttpEndpoint(matcher.group(1), address, written));
    }
}
