/** Tests of the audit's books. */
@NullMarked
package io.exactlyonce.job.audit.ledger;

import org.jspecify.annotations.NullMarked;
