package io.exactlyonce.operator.policy;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A right on the brokers that jobs and operator need and do not have. Its text, {@code WRITE
 * TransactionalId eo1.shop.*}, stands in the status of the policy; a star at the end means
 * everything that starts so.
 *
 * @param operation as Kafka names it, {@code WRITE}
 * @param resourceType as Kafka names it, {@code TransactionalId} or {@code Topic}
 * @param name of the resource, or its start
 * @param prefixed whether the name is a start
 */
public record MissingAcl(String operation, String resourceType, String name, boolean prefixed) {
    private static final Pattern TEXT =
            Pattern.compile("([A-Z_]+) (TransactionalId|Topic) ([^\\s*]+)(\\*?)");

    /** Stands for the user, whose name lies in a Secret: it is never shown. */
    private static final String SOME_PRINCIPAL = "User:<principal>";

    /** A file of whoever may alter access rules; quoted, as a shell would read from it. */
    private static final String ADMINISTRATOR = "'<administrator.properties>'";

    /** What every id of a namespace needs: one rule for all revisions of all deployments. */
    public static MissingAcl write(String idStem, String namespace) {
        return new MissingAcl("WRITE", "TransactionalId", idStem + "." + namespace + ".", true);
    }

    /** Reads what {@link #text} wrote; empty for what another version wrote. */
    public static Optional<MissingAcl> of(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(
                        new MissingAcl(
                                matcher.group(1),
                                matcher.group(2),
                                matcher.group(3),
                                !matcher.group(4).isEmpty()))
                : Optional.empty();
    }

    /** For the status: {@code WRITE TransactionalId eo1.shop.*}. */
    public String text() {
        return operation + " " + resourceType + " " + name + (prefixed ? "*" : "");
    }

    /**
     * The command that grants it, for a shell.
     *
     * @param bootstrapServers of the policy
     * @param secured whether the brokers' listener wants TLS or SASL: the command then needs the
     *     client properties of an administrator
     */
    public String command(String bootstrapServers, boolean secured) {
        String option = resourceType.equals("Topic") ? "--topic" : "--transactional-id";
        String verb = operation.charAt(0) + operation.substring(1).toLowerCase(Locale.ROOT);
        return "kafka-acls.sh --bootstrap-server "
                + bootstrapServers
                + (secured ? " --command-config " + ADMINISTRATOR : "")
                + " --add --allow-principal '"
                + SOME_PRINCIPAL
                + "' --operation "
                + verb
                + " "
                + option
                + " "
                + name
                + " --resource-pattern-type "
                + (prefixed ? "prefixed" : "literal");
    }
}
