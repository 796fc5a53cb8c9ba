package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.port.HealthCheck;

/** Brings the webhook its certificates, for as long as it runs. */
public interface CertificateSource extends HealthCheck, AutoCloseable {

    /** What the webhook serves; the same object for ever. */
    ServingCertificate serving();

    @Override
    void close();
}
