/**
 * What becomes of one write of a FlinkDeployment: what is added to it, or every reason why it is
 * refused. The same plan serves the webhook, {@code verify} and the controller. May depend on
 * {@code plan.upstream}.
 */
@NullMarked
package io.exactlyonce.operator.plan.admission;

import org.jspecify.annotations.NullMarked;
