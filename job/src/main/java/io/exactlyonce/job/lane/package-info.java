/**
 * Lanes: evidence of exactly-once in the data itself. Every record that leaves the job carries the
 * lane it was counted in and its number there, so that a reader can prove that nothing is missing
 * and nothing came twice. Depends on Flink and on records.
 */
@NullMarked
package io.exactlyonce.job.lane;

import org.jspecify.annotations.NullMarked;
