/**
 * Records as the runnable pipelines see them: what came in, how its value is read, what goes out,
 * and what becomes of a record that cannot be processed. Depends on the configuration's enums only.
 */
@NullMarked
package io.exactlyonce.job.record;

import org.jspecify.annotations.NullMarked;
