/**
 * Core. A small read-only view of the user's {@code FlinkDeployment} and of what is ours in it;
 * absent and unset are told apart. Depends on the JDK only.
 */
@NullMarked
package io.exactlyonce.operator.deployment;

import org.jspecify.annotations.NullMarked;
