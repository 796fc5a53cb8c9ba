/**
 * Core. The one list of reasons and codes that feeds conditions, events, logs, metrics and
 * documentation, and how conditions follow from them. Depends on the JDK only.
 */
@NullMarked
package io.exactlyonce.operator.condition;

import org.jspecify.annotations.NullMarked;
