package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.policy.SecretVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a revision changes about where its snapshots are and how they are reached. Assumption: the
 * pods that run write the savepoint between two revisions, into the next one's directory but with
 * the endpoint and the keys that they were started with. Whether those reach it is not known here.
 *
 * @param changes one phrase each; empty if the storage stays
 */
public record StorageMove(List<String> changes) {
    private static final Pattern ROOT = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/]*");
    private static final String NONE = "(not set)";

    /** The variables that Flink's S3 plugins read keys from. */
    private static final String S3_VARIABLES = "AWS_";

    /** Copies the list. */
    public StorageMove {
        changes = List.copyOf(changes);
    }

    /**
     * From the spec of the pods that run to the next.
     *
     * @param running spec that upstream deployed
     * @param next spec that it is to deploy
     */
    public static StorageMove between(Fields running, Fields next) {
        FlinkConfiguration before = FlinkConfiguration.of(running);
        FlinkConfiguration after = FlinkConfiguration.of(next);
        List<String> changes = new ArrayList<>();
        compare(changes, "savepoints", root(before), root(after));
        compare(
                changes,
                FlinkKey.S3_ENDPOINT.name(),
                before.value(FlinkKey.S3_ENDPOINT).orElse(NONE),
                after.value(FlinkKey.S3_ENDPOINT).orElse(NONE));
        compare(changes, "Secret of the keys", secrets(before), secrets(after));
        return new StorageMove(changes);
    }

    public boolean isNone() {
        return changes.isEmpty();
    }

    /** {@code savepoints s3://a → s3://b, s3.endpoint http://x → http://y}. */
    public String text() {
        return String.join(", ", changes);
    }

    private static void compare(List<String> changes, String what, String before, String after) {
        if (!before.equals(after)) {
            changes.add(what + " " + before + " → " + after);
        }
    }

    /** Scheme and bucket. Without a savepoint directory, where it can write is where it does. */
    private static String root(FlinkConfiguration configuration) {
        Optional<String> directory =
                configuration
                        .value(FlinkKey.SAVEPOINT_DIRECTORY)
                        .or(() -> configuration.value(FlinkKey.CHECKPOINT_DIRECTORY));
        return directory
                .map(text -> Optional.of(ROOT.matcher(text)).filter(Matcher::lookingAt))
                .map(match -> match.map(Matcher::group).orElseGet(directory::get))
                .orElse(NONE);
    }

    private static String secrets(FlinkConfiguration configuration) {
        String names =
                SecretVariable.parse(configuration.value(FlinkKey.SECRET_ENVIRONMENT).orElse(""))
                        .stream()
                        .filter(entry -> entry.variable().startsWith(S3_VARIABLES))
                        .map(entry -> entry.secret().name())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining("+"));
        return names.isEmpty() ? NONE : names;
    }
}
