package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkConfiguration.Setting;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.policy.SecretVariable;
import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.revision.InjectedBlock;
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
 * @param changes empty if the storage stays
 */
public record StorageMove(List<Change> changes) {
    private static final Pattern ROOT = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/]+)");
    private static final String NONE = "(not set)";

    /** The variables that Flink's S3 plugins read keys from. */
    private static final String S3_VARIABLES = "AWS_";

    /**
     * One thing that is not as it was.
     *
     * @param text what, from what and to what
     * @param key under which the user's own spec says so; empty text if it is not the user's
     * @param isSameStore whether only the way there is another
     */
    public record Change(String text, String key, boolean isSameStore) {}

    /** Copies the list. */
    public StorageMove {
        changes = List.copyOf(changes);
    }

    /**
     * From the spec of the pods that run to the next.
     *
     * @param running spec that upstream deployed
     * @param next spec that it is to deploy
     * @param added what of the next is ours, so that the policy says it
     */
    public static StorageMove between(Fields running, Fields next, InjectedBlock added) {
        FlinkConfiguration before = FlinkConfiguration.of(running);
        FlinkConfiguration after = FlinkConfiguration.of(next);
        List<Change> changes = new ArrayList<>();
        savepoints(before, after, added).ifPresent(changes::add);
        compare(
                        FlinkKey.S3_ENDPOINT.name(),
                        value(before.setting(FlinkKey.S3_ENDPOINT)),
                        value(after.setting(FlinkKey.S3_ENDPOINT)),
                        owner(after.setting(FlinkKey.S3_ENDPOINT), added))
                .ifPresent(changes::add);
        compare(
                        "Secret of the keys",
                        secrets(before),
                        secrets(after),
                        owner(after.setting(FlinkKey.SECRET_ENVIRONMENT), added))
                .ifPresent(changes::add);
        return new StorageMove(changes);
    }

    public boolean isNone() {
        return changes.isEmpty();
    }

    /** {@code moves the storage}, or only the way there, as the end of a clause. */
    public String title() {
        return changes.stream().allMatch(Change::isSameStore)
                ? "reaches the storage through another file system"
                : "moves the storage";
    }

    /** {@code savepoints s3://a → s3://b, s3.endpoint http://x → http://y}. */
    public String text() {
        return changes.stream().map(Change::text).collect(Collectors.joining(", "));
    }

    /** Whether an edit of the policy is part of it, or of what the policy is to say. */
    public boolean isOfPolicy() {
        return changes.stream().anyMatch(change -> change.key().isEmpty());
    }

    /** Keys of the user's own spec that are part of it. */
    public List<String> keys() {
        return changes.stream().map(Change::key).filter(key -> !key.isEmpty()).distinct().toList();
    }

    private static Optional<Change> compare(
            String what, String before, String after, String owner) {
        return before.equals(after)
                ? Optional.empty()
                : Optional.of(new Change(what + " " + before + " → " + after, owner, false));
    }

    private static Optional<Change> savepoints(
            FlinkConfiguration before, FlinkConfiguration after, InjectedBlock added) {
        String from = root(directory(before));
        String to = root(directory(after));
        Matcher one = ROOT.matcher(from);
        Matcher other = ROOT.matcher(to);
        String owner = owner(directory(after), added);
        if (one.matches()
                && other.matches()
                && one.group(2).equals(other.group(2))
                && StoragePath.isOneStore(one.group(1), other.group(1))) {
            return one.group(1).equalsIgnoreCase(other.group(1))
                    ? Optional.empty()
                    : Optional.of(new Change(schemes(from, to), owner, true));
        }
        return compare("savepoints", from, to, owner);
    }

    /** The same bucket; yet what serves one name need not serve the other (Flink, "S3"). */
    private static String schemes(String from, String to) {
        return "savepoints "
                + from
                + " → "
                + to
                + " (the same bucket; flink-s3-fs-presto serves s3 and s3p, flink-s3-fs-hadoop s3"
                + " and s3a)";
    }

    /** Without a savepoint directory, where it can write is where it does. */
    private static Optional<Setting> directory(FlinkConfiguration configuration) {
        return configuration
                .setting(FlinkKey.SAVEPOINT_DIRECTORY)
                .or(() -> configuration.setting(FlinkKey.CHECKPOINT_DIRECTORY));
    }

    /** Scheme and bucket; of a path without one, all of it: any part of it may be a mount. */
    private static String root(Optional<Setting> directory) {
        return directory
                .map(Setting::value)
                .map(
                        text -> {
                            Matcher root = ROOT.matcher(text);
                            return root.lookingAt() ? root.group() : text.replaceAll("/+$", "");
                        })
                .orElse(NONE);
    }

    private static String value(Optional<Setting> setting) {
        return setting.map(Setting::value).orElse(NONE);
    }

    private static String owner(Optional<Setting> setting, InjectedBlock added) {
        return setting.filter(it -> !added.value(it.key()).equals(Optional.of(it.value())))
                .map(Setting::key)
                .orElse("");
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
