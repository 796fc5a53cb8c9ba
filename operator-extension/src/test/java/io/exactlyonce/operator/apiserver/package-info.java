/**
 * A real kube-apiserver with upstream's CRD, a real kubectl and webhooks before it, for every test
 * that needs the truth of Kubernetes. May depend on the fabric8 client, on JUnit and on nothing of
 * the operator, so that any package can be tested with it.
 */
@NullMarked
package io.exactlyonce.operator.apiserver;

import org.jspecify.annotations.NullMarked;
