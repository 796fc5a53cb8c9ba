/**
 * What a plan asks the shell to do besides writing the ledger, as data. May depend on {@code
 * plan.admission}.
 */
@NullMarked
package io.exactlyonce.operator.plan.action;

import org.jspecify.annotations.NullMarked;
