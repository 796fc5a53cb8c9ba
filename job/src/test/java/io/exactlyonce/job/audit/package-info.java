/** Tests of the audit command on a real broker. */
@NullMarked
package io.exactlyonce.job.audit;

import org.jspecify.annotations.NullMarked;
