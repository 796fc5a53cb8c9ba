package io.exactlyonce.operator.certificate;

import java.util.List;

/**
 * A configuration by which API servers call the webhook.
 *
 * @param kind {@code MutatingWebhookConfiguration} or the validating one
 * @param name of the configuration
 * @param version of it that was read
 * @param entries each a webhook with a {@code caBundle} of its own
 */
public record Registration(String kind, String name, String version, List<Entry> entries) {
    /** Copies the list. */
    public Registration {
        entries = List.copyOf(entries);
    }

    /**
     * One webhook of a configuration.
     *
     * @param webhook its name
     * @param trusted what can be read of its {@code caBundle}
     */
    public record Entry(String webhook, List<Authority> trusted) {
        /** Copies the list. */
        public Entry {
            trusted = List.copyOf(trusted);
        }
    }

    boolean trusts(Authority authority) {
        return entries.stream().allMatch(entry -> entry.trusted().contains(authority));
    }
}
