/**
 * What the user sees: steps, a live line on a terminal, tables; plain text when piped. Depends on
 * the JDK only.
 */
@NullMarked
package io.exactlyonce.sandbox.terminal;

import org.jspecify.annotations.NullMarked;
