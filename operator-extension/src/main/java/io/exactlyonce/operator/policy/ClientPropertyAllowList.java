package io.exactlyonce.operator.policy;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Kafka client properties a policy may set: those that change how patient a client is, and none
 * that loads a class, reads a file, changes who is spoken to, or makes up the guarantee. A list of
 * what is forbidden would be out of date with the next release of Kafka.
 */
final class ClientPropertyAllowList {
    /** Without the value: it may hold a password. */
    private static final String NOT_ALLOWED = "no property a policy may set";

    private static final String TYPED = "security|sasl|ssl";
    private static final Pattern SECURITY = Pattern.compile("(" + TYPED + ")\\..*");
    private static final Pattern CLIENT_ID = Pattern.compile("[a-zA-Z0-9._-]{1,200}");
    private static final Pattern DNS =
            Pattern.compile("use_all_dns_ips|resolve_canonical_bootstrap_servers_only");
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,12}");

    /** Which values a property may have. */
    private sealed interface Values {}

    private record Text(Pattern pattern, String description) implements Values {}

    private record Range(long minimum, long maximum) implements Values {}

    // Bounds keep a policy from turning a client into a busy loop, or into one that hangs for ever.
    private static final Range BACK_OFF = new Range(1, 60_000);
    private static final Range MINUTES = new Range(1_000, 3_600_000);
    private static final Range BUFFER = new Range(-1, 16_777_216);

    private static final SortedMap<String, Values> ALLOWED = new TreeMap<>();

    static {
        ALLOWED.put("client.id", new Text(CLIENT_ID, "letters, digits and . _ -"));
        ALLOWED.put(
                "client.dns.lookup",
                new Text(DNS, "use_all_dns_ips or resolve_canonical_bootstrap_servers_only"));
        // Below delivery.timeout.ms (2 min) less linger.ms, or a producer refuses to start.
        ALLOWED.put("request.timeout.ms", new Range(1_000, 110_000));
        ALLOWED.put("metadata.max.age.ms", MINUTES);
        ALLOWED.put("connections.max.idle.ms", MINUTES);
        ALLOWED.put("reconnect.backoff.ms", BACK_OFF);
        ALLOWED.put("reconnect.backoff.max.ms", BACK_OFF);
        ALLOWED.put("retry.backoff.ms", BACK_OFF);
        ALLOWED.put("retry.backoff.max.ms", BACK_OFF);
        ALLOWED.put("socket.connection.setup.timeout.ms", new Range(1_000, 600_000));
        ALLOWED.put("socket.connection.setup.timeout.max.ms", new Range(1_000, 600_000));
        ALLOWED.put("send.buffer.bytes", BUFFER);
        ALLOWED.put("receive.buffer.bytes", BUFFER);
    }

    private ClientPropertyAllowList() {}

    /** Names of all properties allowed, in order. */
    static Iterable<String> names() {
        return ALLOWED.keySet();
    }

    /** What is wrong with a property; empty if it may be set so. */
    static Optional<PolicyViolation> violation(String name, String value) {
        String field = PolicyField.KAFKA_PROPERTIES.path() + "." + name;
        Values values = ALLOWED.get(name);
        if (values == null) {
            return Optional.of(new PolicyViolation(field, NOT_ALLOWED, reason(name), fixOf(name)));
        }
        return violates(values, value)
                ? Optional.of(
                        new PolicyViolation(
                                field,
                                PolicyViolation.quoted(value),
                                "clients would hammer the brokers, hang or say too much: it is not "
                                        + description(values),
                                "Correct it, or remove it for Kafka's default"))
                : Optional.empty();
    }

    private static boolean violates(Values values, String value) {
        if (values instanceof Range range) {
            return !WHOLE.matcher(value).matches()
                    || Long.parseLong(value) < range.minimum()
                    || Long.parseLong(value) > range.maximum();
        }
        return !(values instanceof Text text) || !text.pattern().matcher(value).matches();
    }

    private static String description(Values values) {
        return values instanceof Range range
                ? "a whole number between " + range.minimum() + " and " + range.maximum()
                : values instanceof Text text ? text.description() : "";
    }

    private static String reason(String name) {
        return SECURITY.matcher(name).matches()
                ? "as free text it could name a class, a file or a login module for the operator"
                        + " to load"
                : "only those on the list can do no harm; others load classes, read files, or change"
                        + " what exactly-once is made of";
    }

    private static String fixOf(String name) {
        if (SECURITY.matcher(name).matches()) {
            return "Use spec.kafka.tls and spec.kafka.sasl";
        }
        return SpellingSuggestion.of(name, ALLOWED.keySet())
                .map(meant -> "Did you mean " + meant + "? Otherwise remove it")
                .orElse(
                        "Remove it; a property of one job belongs in its flinkConfiguration, under"
                                + " exactly-once.source.properties or exactly-once.sink.properties");
    }
}
