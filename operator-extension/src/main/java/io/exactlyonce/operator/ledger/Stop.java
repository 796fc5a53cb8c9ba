package io.exactlyonce.operator.ledger;

/**
 * One stop of a job: as long as it is the same, the job has not run in between. To start one that
 * is suspended takes another generation of the spec, even where nobody gave that a revision; one
 * that failed upstream may start again by itself, and then shows another time of start.
 *
 * @param revision that was stopped
 * @param jobId of its job, as upstream says; last-state keeps it
 * @param startedAt when that job was started, as upstream says, in milliseconds since 1970; empty
 *     text if upstream never saw it run
 * @param generation of the FlinkDeployment
 */
public record Stop(int revision, String jobId, String startedAt, long generation) {}
