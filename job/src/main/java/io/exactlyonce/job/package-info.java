/**
 * Entry points: {@link io.exactlyonce.job.ExactlyOnce} for jobs of your own, {@link
 * io.exactlyonce.job.Main} for the runnable jar. May depend on every package below; none of them
 * depends on it.
 */
@NullMarked
package io.exactlyonce.job;

import org.jspecify.annotations.NullMarked;
