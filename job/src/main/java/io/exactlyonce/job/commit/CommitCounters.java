package io.exactlyonce.job.commit;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Counters of the committer's operator, in the group {@value #GROUP}. They start at 0 with every
 * restart of the task: a loss that stops the job is seen in its exception rather than here.
 *
 * @param recovered pending in the restored checkpoint, and committed now
 * @param alreadyCommitted pending in the restored checkpoint, and committed before the failure
 * @param lost aborted by the brokers ({@code COMMIT_LOST}), whether accepted or not
 * @param unknown nobody can tell ({@code COMMIT_UNKNOWN}, {@code COMMIT_ID_NOT_FOUND})
 * @param accepted lost or unknown, and left out because the configuration says so
 * @param fenced refused outside of a recovery ({@code COMMIT_FENCED})
 */
record CommitCounters(
        Counter recovered,
        Counter alreadyCommitted,
        Counter lost,
        Counter unknown,
        Counter accepted,
        Counter fenced) {
    static final String GROUP = "exactlyOnce";

    static CommitCounters in(MetricGroup operator) {
        MetricGroup group = operator.addGroup(GROUP);
        return new CommitCounters(
                group.counter("recoveredCommits"),
                group.counter("alreadyCommittedCommits"),
                group.counter("lostCommits"),
                group.counter("unknownCommits"),
                group.counter("acceptedCommits"),
                group.counter("fencedCommits"));
    }

    void count(CommitFinding finding) {
        switch (finding.code()) {
            case COMMIT_LOST -> lost.inc();
            case COMMIT_UNKNOWN, COMMIT_ID_NOT_FOUND -> unknown.inc();
            case COMMIT_FENCED -> fenced.inc();
            case COMMIT_NOT_AUTHORIZED -> {
                // Nothing is known of the transaction: it is counted when it is.
            }
        }
    }
}
