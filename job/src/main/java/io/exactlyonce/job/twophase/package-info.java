/**
 * A transactional file sink: the two-phase commit of Flink's old {@code TwoPhaseCommitSinkFunction}
 * written against today's Sink V2 API, small enough to be read in one sitting. One transaction is
 * one file: hidden while it is written, pre-committed when it is safe on disk, committed by an
 * atomic rename. Depends on Flink's public sink API and the JDK, and on nothing else of ours.
 */
@NullMarked
package io.exactlyonce.job.twophase;

import org.jspecify.annotations.NullMarked;
