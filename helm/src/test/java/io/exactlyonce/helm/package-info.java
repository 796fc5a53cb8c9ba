/**
 * Tests of the Helm chart and of the plain manifests that equal it, with Helm itself in the JVM.
 * May depend on Kubernetes' types and on Helm, on no module of the project.
 */
@NullMarked
package io.exactlyonce.helm;

import org.jspecify.annotations.NullMarked;
