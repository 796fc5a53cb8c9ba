/**
 * Shell. The same rules on files, without a cluster, and break-glass commands. May depend on {@code
 * port} and the core, never on an adapter.
 */
@NullMarked
package io.exactlyonce.operator.cli;

import org.jspecify.annotations.NullMarked;
