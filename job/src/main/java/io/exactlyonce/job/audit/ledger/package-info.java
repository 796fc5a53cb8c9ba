/**
 * The books of an audit: takes what headers say, record by record, and finds what is lost, doubled,
 * reordered or unproven. Pure. May depend on {@code report} and RoaringBitmap.
 */
@NullMarked
package io.exactlyonce.job.audit.ledger;

import org.jspecify.annotations.NullMarked;
