package io.exactlyonce.operator.x509;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates as PEM and back. */
final class PemCertificates {
    private static final Pattern BLOCK =
            Pattern.compile(
                    "-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----");
    private static final Base64.Encoder LINES =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private PemCertificates() {}

    /**
     * All certificates of a text.
     *
     * @throws CertificateException if one of them is none
     */
    static List<X509Certificate> parse(String text) throws CertificateException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (String block : blocks(text)) {
            certificates.add(certificate(block));
        }
        return certificates;
    }

    /** Those certificates of a text that can be read. */
    static List<X509Certificate> readable(String text) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (String block : blocks(text)) {
            try {
                certificates.add(certificate(block));
            } catch (CertificateException e) {
                // API servers leave out what they cannot read too, and trust the others.
                continue;
            }
        }
        return certificates;
    }

    private static List<String> blocks(String text) {
        Matcher matcher = BLOCK.matcher(text);
        return matcher.results().map(found -> found.group(1)).toList();
    }

    private static X509Certificate certificate(String block) throws CertificateException {
        try {
            byte[] der = Base64.getMimeDecoder().decode(block);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (IllegalArgumentException e) {
            throw new CertificateException("it is no Base64", e);
        }
    }

    /** One spelling of a certificate. */
    static String write(Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that was read has an encoding", e);
        }
    }

    static String block(String type, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(type, LINES.encodeToString(content), type);
    }
}
