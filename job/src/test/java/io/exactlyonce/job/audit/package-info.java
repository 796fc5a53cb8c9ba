/** Tests of the audit: its pure core, and the command on a real broker. */
@NullMarked
package io.exactlyonce.job.audit;

import org.jspecify.annotations.NullMarked;
