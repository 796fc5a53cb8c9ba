package io.exactlyonce.operator.revision;

import java.util.List;

/**
 * A change of a spec as upstream will take it.
 *
 * @param change what upstream does
 * @param changedPaths fields that differ, from the spec on, sorted; a key of {@code
 *     flinkConfiguration} is {@code flinkConfiguration.} and the flat key
 */
public record Classified(SpecChange change, List<String> changedPaths) {
    /** Copies the paths. */
    public Classified {
        changedPaths = List.copyOf(changedPaths);
    }
}
