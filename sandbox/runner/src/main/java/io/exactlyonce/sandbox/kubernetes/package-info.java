/**
 * What a cluster would have: the API server, {@code kubectl}, the exactly-once operator as a real
 * process, and upstream's operator as far as the story needs one. Depends on {@code cluster} and
 * {@code process}; what is configured is decided in {@code k8s/examples} and by the webhook.
 */
@NullMarked
package io.exactlyonce.sandbox.kubernetes;

import org.jspecify.annotations.NullMarked;
