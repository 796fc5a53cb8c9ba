/** Certificates as they are written and read. */
@NullMarked
package io.exactlyonce.operator.x509;

import org.jspecify.annotations.NullMarked;
