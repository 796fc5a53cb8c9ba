/**
 * Core. The webhook's own certificates: what to issue, to store, to have trusted and to serve,
 * given what is stored and trusted now. Pure JDK; certificates are texts with their times, and
 * cryptography is the shell's.
 */
@NullMarked
package io.exactlyonce.operator.certificate;

import org.jspecify.annotations.NullMarked;
