package io.exactlyonce.operator.monitoring;

import java.util.List;

/** What a metric is about; that decides its first labels, and how many series there can be. */
public enum Scope {
    /** The process as a whole. */
    PROCESS("The process", List.of()),
    /** A labelled FlinkDeployment, or what is left of it: its ledgers. */
    DEPLOYMENT("One deployment", Labels.OBJECT),
    /** An ExactlyOncePolicy. */
    POLICY("One policy", Labels.OBJECT);

    /** Constants of an enum cannot use its own static fields. */
    private static final class Labels {
        /** Not {@code namespace}: that is the operator's own, as Prometheus finds it. */
        private static final List<String> OBJECT = List.of("resource_namespace", "name");
    }

    private final String title;
    private final List<String> labels;

    Scope(String title, List<String> labels) {
        this.title = title;
        this.labels = labels;
    }

    public String title() {
        return title;
    }

    /** Labels that every metric of this scope begins with. */
    public List<String> labels() {
        return labels;
    }
}
