/**
 * What an audit says: the facts as records (the JSON document), the verdict drawn from them, and
 * their text. Pure. May depend on Jackson's annotations only.
 */
@NullMarked
package io.exactlyonce.job.audit.report;

import org.jspecify.annotations.NullMarked;
