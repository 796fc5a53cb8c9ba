/**
 * The job on a real broker while things break: each test ends with the {@link
 * io.exactlyonce.job.fault.Oracle}. Depends on the job's public entry points and the harness.
 */
@NullMarked
package io.exactlyonce.job.fault;

import org.jspecify.annotations.NullMarked;
