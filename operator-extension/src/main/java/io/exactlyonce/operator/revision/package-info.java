/**
 * Core. The identity of a deployed revision: incarnation, revision number and the transactional-id
 * prefix they form, and which change opens the next one. May depend on {@code policy} and {@code
 * deployment}.
 */
@NullMarked
package io.exactlyonce.operator.revision;

import org.jspecify.annotations.NullMarked;
