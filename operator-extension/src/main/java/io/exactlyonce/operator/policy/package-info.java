/**
 * Core. What a platform team allows and defaults: the {@code ExactlyOncePolicy} as immutable
 * records, parsed once with every error at the same time. Depends on the JDK only.
 */
@NullMarked
package io.exactlyonce.operator.policy;

import org.jspecify.annotations.NullMarked;
