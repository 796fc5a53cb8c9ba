/** Tests of the verdict and its text. */
@NullMarked
package io.exactlyonce.job.audit.report;

import org.jspecify.annotations.NullMarked;
