package io.exactlyonce.operator.plan.admission;

import org.jspecify.annotations.Nullable;

/**
 * One difference between what was written and what is stored.
 *
 * @param path as the user would write it
 * @param from null if it is new
 * @param to null if it is removed
 */
public record FieldChange(String path, @Nullable String from, @Nullable String to) {}
