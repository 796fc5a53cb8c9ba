/**
 * Core. From one observation to one plan: the ledger of a deployment brought up to date, and what
 * to do. Its packages decide the parts; this one puts them together, so all of it may depend on
 * them and none of them on it. May depend on every other core package; time comes in as an
 * argument.
 */
@NullMarked
package io.exactlyonce.operator.plan;

import org.jspecify.annotations.NullMarked;
