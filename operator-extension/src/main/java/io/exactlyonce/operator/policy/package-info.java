/**
 * Core. What a platform team allows and defaults: the {@code ExactlyOncePolicy} as immutable
 * records, parsed once with every error at the same time, and the bounds of trust put on it. May
 * depend on {@code deployment}, for {@code Fields}.
 */
@NullMarked
package io.exactlyonce.operator.policy;

import org.jspecify.annotations.NullMarked;
