/**
 * Status of a policy: what its brokers answered, and whether a deployment may rest on it. May
 * depend on no other package of {@code plan}.
 */
@NullMarked
package io.exactlyonce.operator.plan.policy;

import org.jspecify.annotations.NullMarked;
