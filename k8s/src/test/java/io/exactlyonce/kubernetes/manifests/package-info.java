/**
 * Tests of what lies in k8s/ and of the pages that speak of it: scripts run, expressions evaluated,
 * examples verified. May depend on the operator's front end and on nothing below it.
 */
@NullMarked
package io.exactlyonce.kubernetes.manifests;

import org.jspecify.annotations.NullMarked;
