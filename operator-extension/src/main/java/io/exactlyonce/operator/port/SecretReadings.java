package io.exactlyonce.operator.port;

import io.exactlyonce.operator.policy.SecretKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads several Secrets of one namespace, and says of all at once which cannot be read. */
public final class SecretReadings {
    private final SecretPort secrets;
    private final String namespace;
    private final Map<String, UnavailableException> failures = new LinkedHashMap<>();

    public SecretReadings(SecretPort secrets, String namespace) {
        this.secrets = secrets;
        this.namespace = namespace;
    }

    /** The text of one entry; empty if it cannot be read, which {@link #check()} then says. */
    public String text(SecretKey key) {
        try {
            return secrets.text(namespace, key);
        } catch (UnavailableException e) {
            failures.putIfAbsent(e.what(), e);
            return "";
        }
    }

    /**
     * Holds that all of them could be read.
     *
     * @throws UnavailableException that says of every one why not, with a blank line between two:
     *     each may end with manifests to apply
     */
    public void check() {
        if (failures.isEmpty()) {
            return;
        }
        UnavailableException first = failures.values().iterator().next();
        String what = failures.keySet().stream().collect(Collectors.joining("\n\n"));
        throw first.reason()
                .map(reason -> new UnavailableException(reason, what, first))
                .orElseGet(() -> new UnavailableException(what, first));
    }
}
