/**
 * The one configuration record of a job, read from Flink's configuration ({@code exactly-once.*})
 * with every error at once. Depends on Flink's configuration API only.
 */
@NullMarked
package io.exactlyonce.job.config;

import org.jspecify.annotations.NullMarked;
