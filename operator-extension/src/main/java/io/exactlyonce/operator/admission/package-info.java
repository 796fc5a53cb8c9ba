/**
 * Shell. The webhook: observe, plan, answer with a patch or with every violation at once. May
 * depend on {@code port} and the core, never on an adapter.
 */
@NullMarked
package io.exactlyonce.operator.admission;

import org.jspecify.annotations.NullMarked;
