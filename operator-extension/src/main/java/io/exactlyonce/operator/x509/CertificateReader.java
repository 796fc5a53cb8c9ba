package io.exactlyonce.operator.x509;

import io.exactlyonce.operator.certificate.Authority;
import io.exactlyonce.operator.certificate.ServingPair;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the core has to know of certificates. */
public final class CertificateReader {
    private static final int DNS_NAME = 2;

    private CertificateReader() {}

    /** Every certificate of a bundle that can be read; API servers too leave out the others. */
    public static List<Authority> bundle(String pem) {
        return PemCertificates.readable(pem).stream()
                .map(CertificateReader::authority)
                .distinct()
                .toList();
    }

    /**
     * A pair as it was stored.
     *
     * @param authority PEM of the one that signed
     * @throws GeneralSecurityException with a message for people, if the three do not fit together
     */
    public static ServingPair pair(String certificate, String key, String authority)
            throws GeneralSecurityException {
        X509Certificate server =
                PemKeyPair.parse(certificate.getBytes(StandardCharsets.US_ASCII), key)
                        .chain()
                        .get(0);
        List<X509Certificate> authorities = PemCertificates.parse(authority);
        if (authorities.size() != 1) {
            throw new GeneralSecurityException(
                    "ca.crt has " + authorities.size() + " certificates instead of one");
        }
        server.verify(authorities.get(0).getPublicKey());
        return new ServingPair(
                certificate,
                key,
                authority(authorities.get(0)),
                names(server),
                server.getNotBefore().toInstant(),
                server.getNotAfter().toInstant());
    }

    static Authority authority(X509Certificate certificate) {
        return new Authority(
                PemCertificates.write(certificate),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    private static Set<String> names(X509Certificate server) throws CertificateParsingException {
        return Optional.ofNullable(server.getSubjectAlternativeNames()).stream()
                .flatMap(Collection::stream)
                .filter(name -> name.get(0).equals(DNS_NAME))
                .map(name -> String.valueOf(name.get(1)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
