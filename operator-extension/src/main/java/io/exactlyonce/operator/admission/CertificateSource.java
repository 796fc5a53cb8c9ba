package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.certificate.Trouble;
import io.exactlyonce.operator.port.HealthCheck;
import java.util.Set;

/** Brings the webhook its certificates, for as long as it runs. */
public interface CertificateSource extends HealthCheck, AutoCloseable {

    /** What the webhook serves; the same object for ever. */
    ServingCertificate serving();

    /** What is wrong with looking after them; empty if nothing is. */
    Set<Trouble> troubles();

    @Override
    void close();
}
