package io.exactlyonce.operator.snapshot.format;

import java.util.List;

/**
 * Where a subtask of a committer keeps what is pending.
 *
 * @param operator id of the operator, 32 hexadecimal digits
 * @param offsets of the elements of its list state, within the location
 * @param location of all operator state of the subtask
 */
record CommitterState(String operator, List<Long> offsets, StateLocation location) {
    /** Copies the list. */
    CommitterState {
        offsets = List.copyOf(offsets);
    }
}
