package io.exactlyonce.operator.monitoring;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Counters of a job's committers: Flink's of every sink, and those of jobs on the library. */
enum CommitOutcome {
    COMMITTED("committed", "successfulCommittables"),
    ALREADY_COMMITTED("already_committed", "alreadyCommittedCommittables"),
    FAILED("failed", "failedCommittables"),
    RETRIED("retried", "retriedCommittables"),
    RECOVERED("recovered", "recoveredCommits"),
    LOST("lost", "lostCommits"),
    UNKNOWN("unknown", "unknownCommits"),
    ACCEPTED("accepted", "acceptedCommits"),
    FENCED("fenced", "fencedCommits");

    private final String text;
    private final String counter;

    CommitOutcome(String text, String counter) {
        this.text = text;
        this.counter = counter;
    }

    /** As a label. */
    String text() {
        return text;
    }

    /** As the job names it, without its operator. */
    String counter() {
        return counter;
    }

    static Set<String> counters() {
        return Arrays.stream(values())
                .map(CommitOutcome::counter)
                .collect(Collectors.toUnmodifiableSet());
    }
}
