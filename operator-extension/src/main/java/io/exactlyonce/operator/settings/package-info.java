/**
 * Shell. The operator's own configuration: one catalogue of settings, read once at start from
 * environment variables and a file, with every error at once. May depend on {@code deployment} for
 * the shape of a parsed file; does no input or output itself.
 */
@NullMarked
package io.exactlyonce.operator.settings;

import org.jspecify.annotations.NullMarked;
