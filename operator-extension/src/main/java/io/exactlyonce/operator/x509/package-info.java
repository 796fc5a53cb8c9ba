/**
 * Shell. Certificates and keys: reads them from PEM and issues new ones; does no input or output
 * itself. May depend on {@code certificate}, whose records it fills, and on Bouncy Castle.
 */
@NullMarked
package io.exactlyonce.operator.x509;

import org.jspecify.annotations.NullMarked;
