/**
 * What upstream says that it did with a deployment, in our words: an account, not evidence. May
 * depend on no other package of {@code plan}.
 */
@NullMarked
package io.exactlyonce.operator.plan.upstream;

import org.jspecify.annotations.NullMarked;
