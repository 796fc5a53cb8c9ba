/**
 * Tests of the Helm chart and of the plain manifests that equal it, with Helm itself in the JVM.
 * May depend on Kubernetes' types and on Helm; on the operator only to run it under the roles that
 * the chart renders.
 */
@NullMarked
package io.exactlyonce.helm;

import org.jspecify.annotations.NullMarked;
