package io.exactlyonce.operator.certificate;

import java.time.Instant;

/**
 * A certificate that a {@code caBundle} trusts.
 *
 * @param pem in one spelling, so that equal texts are equal certificates
 * @param notBefore from when it is valid
 * @param notAfter until when
 */
public record Authority(String pem, Instant notBefore, Instant notAfter) {}
