package io.exactlyonce.operator.policy;

/** One of a fixed list of values, as it is written in YAML. */
public interface Choice {
    /** The value as the user writes it. */
    String text();
}
