package io.exactlyonce.job.commit;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Commits cannot be made, and going on would lose their records in silence. Fails the task; a
 * restart from the same checkpoint finds the same.
 */
public final class CommitFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    CommitFailedException(List<CommitFinding> findings) {
        super(
                "The job was stopped, because "
                        + findings.size()
                        + (findings.size() == 1 ? " transaction" : " transactions")
                        + " of this subtask cannot be committed; other subtasks tell of their own."
                        + findings.stream()
                                .map(finding -> "\n  - " + finding)
                                .collect(Collectors.joining()));
    }
}
