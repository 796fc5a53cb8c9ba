/**
 * Golden stories of admission: a folder of steps is played against the planner by a small model of
 * kubectl, the API server and the upstream operator. The model knows nothing of the planner.
 */
@NullMarked
package io.exactlyonce.operator.plan.scenario;

import org.jspecify.annotations.NullMarked;
