package io.exactlyonce.operator.apiserver;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority of one test server: signs the server's own certificate, its clients' and those of
 * webhooks. Valid for a day.
 */
public final class CertificateAuthority {
    private static final X500Name NAME = new X500Name("CN=test-authority");

    private final AtomicLong serial = new AtomicLong();
    private final KeyAndCertificate own;

    private CertificateAuthority() {
        KeyPair keys = newKeys();
        this.own = sign(NAME, keys, keys, Extension.basicConstraints, new BasicConstraints(true));
    }

    public static CertificateAuthority create() {
        return new CertificateAuthority();
    }

    /** The authority's certificate as PEM: what a {@code caBundle} holds before it is encoded. */
    public String certificatePem() {
        return own.certificatePem();
    }

    /** A certificate for a server that is reached at 127.0.0.1 or localhost. */
    public KeyAndCertificate issueServer() {
        GeneralName[] names = {
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.dNSName, "kubernetes.default.svc")
        };
        return sign(
                new X500Name("CN=test-server"),
                newKeys(),
                own.keys(),
                Extension.subjectAlternativeName,
                new GeneralNames(names));
    }

    /** A certificate by which the API server knows a client as this user of this group. */
    public KeyAndCertificate issueClient(String user, String group) {
        return sign(
                new X500Name("O=" + group + ",CN=" + user),
                newKeys(),
                own.keys(),
                Extension.extendedKeyUsage,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
    }

    private KeyAndCertificate sign(
            X500Name subject,
            KeyPair keys,
            KeyPair authority,
            ASN1ObjectIdentifier extension,
            ASN1Encodable value) {
        Instant now = Instant.now();
        try {
            JcaX509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            NAME,
                            BigInteger.valueOf(serial.incrementAndGet()),
                            Date.from(now.minus(Duration.ofHours(1))),
                            Date.from(now.plus(Duration.ofDays(1))),
                            subject,
                            keys.getPublic());
            builder.addExtension(extension, extension.equals(Extension.basicConstraints), value);
            X509Certificate certificate =
                    new JcaX509CertificateConverter()
                            .getCertificate(
                                    builder.build(
                                            new JcaContentSignerBuilder("SHA256withRSA")
                                                    .build(authority.getPrivate())));
            return new KeyAndCertificate(keys, certificate);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("Cannot sign a certificate for " + subject, e);
        }
    }

    static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
