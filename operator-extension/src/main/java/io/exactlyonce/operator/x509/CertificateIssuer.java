package io.exactlyonce.operator.x509;

import io.exactlyonce.operator.certificate.ServingPair;
import io.exactlyonce.operator.certificate.Terms;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues serving certificates, each signed by an authority that is made for it alone and whose key
 * is gone when this returns: whatever is stolen later, nothing more can be signed by it.
 */
public final class CertificateIssuer {
    private static final String NAME = "exactly-once-operator webhook";

    /** RFC 5280, 4.1.2.2: positive, unique, at most 20 octets. */
    private static final int SERIAL_BITS = 127;

    private final Terms terms;
    private final SecureRandom random = new SecureRandom();

    public CertificateIssuer(Terms terms) {
        this.terms = terms;
    }

    /** A new pair that clients may call by these names. */
    public ServingPair issue(Set<String> names, Instant now) {
        try {
            Period period =
                    new Period(now.minus(terms.backdating()), now.plus(terms.life()), serial());
            KeyPair authorityKeys = newKeys();
            KeyPair serverKeys = newKeys();
            X509Certificate authority = authority(period, authorityKeys);
            X509Certificate server =
                    server(period, authority, authorityKeys, serverKeys, Set.copyOf(names));
            return CertificateReader.pair(
                    PemCertificates.write(server),
                    PemCertificates.block("PRIVATE KEY", serverKeys.getPrivate().getEncoded()),
                    PemCertificates.write(authority));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("Every Java platform can sign with P-256", e);
        }
    }

    /** Authority and certificate end together; the serial number tells the authorities apart. */
    private record Period(Instant from, Instant until, BigInteger serial) {
        /** Of its own, so that clients never try a signature against the wrong one. */
        X500Principal authority() {
            return new X500Principal("CN=" + NAME + " CA " + serial.toString(16));
        }

        JcaX509v3CertificateBuilder builder(
                BigInteger number, X500Principal subject, KeyPair subjectKeys) {
            return new JcaX509v3CertificateBuilder(
                    authority(),
                    number,
                    Date.from(from),
                    Date.from(until),
                    subject,
                    subjectKeys.getPublic());
        }
    }

    private X509Certificate authority(Period period, KeyPair keys)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        JcaX509v3CertificateBuilder builder =
                period.builder(period.serial(), period.authority(), keys);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
        return sign(builder, keys);
    }

    private X509Certificate server(
            Period period,
            X509Certificate authority,
            KeyPair authorityKeys,
            KeyPair keys,
            Set<String> names)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        JcaX509v3CertificateBuilder builder =
                period.builder(serial(), new X500Principal("CN=" + NAME), keys);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority));
        GeneralName[] alternatives =
                names.stream()
                        .sorted()
                        .map(name -> new GeneralName(GeneralName.dNSName, name))
                        .toArray(GeneralName[]::new);
        builder.addExtension(
                Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
        return sign(builder, authorityKeys);
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair authority)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(authority.getPrivate())));
    }

    private BigInteger serial() {
        return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
    }

    private KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }
}
