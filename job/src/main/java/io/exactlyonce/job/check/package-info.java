/**
 * The check at start: what can be known before the first record is refused before the first record.
 * Depends on the configuration; the broker is asked through a small port.
 */
@NullMarked
package io.exactlyonce.job.check;

import org.jspecify.annotations.NullMarked;
