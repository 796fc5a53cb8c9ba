/**
 * The planner of certificates in a played cluster: API servers and replicas that see it late and
 * have wrong clocks, a Secret that gets lost, bundles that are wiped, years that pass in a second.
 */
@NullMarked
package io.exactlyonce.operator.certificate;

import org.jspecify.annotations.NullMarked;
