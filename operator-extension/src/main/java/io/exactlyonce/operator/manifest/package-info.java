/**
 * Shell. Resources as people and API servers write them, JSON or YAML, to and from the core's
 * {@code Fields}; never through a typed class of upstream, which would lose what it does not know.
 * May depend on {@code deployment} and the parsers; front ends and adapters use it.
 */
@NullMarked
package io.exactlyonce.operator.manifest;

import org.jspecify.annotations.NullMarked;
