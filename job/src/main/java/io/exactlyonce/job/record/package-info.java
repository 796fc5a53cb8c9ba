/**
 * Records as the runnable pipelines see them: what came in, how its value is read, what goes out,
 * and what becomes of a record that cannot be processed. Depends on the configuration's enums,
 * Jackson and Commons CSV.
 */
@NullMarked
package io.exactlyonce.job.record;

import org.jspecify.annotations.NullMarked;
