package io.exactlyonce.operator.admission;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A serving certificate with its key, as a Secret of type {@code kubernetes.io/tls} has them.
 *
 * @param chain the server's own certificate first; never empty
 * @param key fits the first certificate
 */
record PemKeyPair(List<X509Certificate> chain, PrivateKey key) {
    private static final Pattern KEY =
            Pattern.compile(
                    "-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END");

    /** {@code SEQUENCE { INTEGER 0, SEQUENCE { rsaEncryption, NULL }, OCTET STRING … }}. */
    private static final byte[] RSA_ALGORITHM = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    /**
     * Reads both files.
     *
     * @throws GeneralSecurityException with a message for people, if either cannot be read or they
     *     do not belong together
     */
    static PemKeyPair parse(byte[] certificates, String key) throws GeneralSecurityException {
        List<X509Certificate> chain =
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(certificates))
                        .stream()
                        .map(X509Certificate.class::cast)
                        .toList();
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("tls.crt has no certificate");
        }
        PemKeyPair pair = new PemKeyPair(chain, privateKey(key, chain.get(0)));
        if (!pair.belongTogether()) {
            throw new GeneralSecurityException(
                    "tls.key is not the key of the first certificate in tls.crt");
        }
        return pair;
    }

    private static PrivateKey privateKey(String text, X509Certificate certificate)
            throws GeneralSecurityException {
        Matcher matcher = KEY.matcher(text);
        if (!matcher.find()) {
            throw new GeneralSecurityException("tls.key has no unencrypted private key in PEM");
        }
        byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
        String algorithm = certificate.getPublicKey().getAlgorithm();
        byte[] encoded =
                switch (matcher.group(1)) {
                    case "PRIVATE KEY" -> der;
                    case "RSA PRIVATE KEY" -> wrapped(der);
                    default ->
                            throw new GeneralSecurityException(
                                    "tls.key is an EC key in SEC 1 form; write it as PKCS#8"
                                            + " (openssl pkcs8 -topk8 -nodes, or privateKey."
                                            + "encoding: PKCS8 in a cert-manager Certificate)");
                };
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    /** PKCS#1, which is cert-manager's default, put into PKCS#8, which Java reads. */
    private static byte[] wrapped(byte[] pkcs1) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(RSA_ALGORITHM);
        content.writeBytes(element(0x04, pkcs1));
        return element(0x30, content.toByteArray());
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.length < 0x80) {
            element.write(content.length);
        } else {
            int bytes = content.length > 0xffff ? 3 : content.length > 0xff ? 2 : 1;
            element.write(0x80 | bytes);
            for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
                element.write(content.length >> shift);
            }
        }
        element.writeBytes(content);
        return element.toByteArray();
    }

    private boolean belongTogether() throws GeneralSecurityException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        byte[] probe = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(chain.get(0).getPublicKey());
        signature.update(probe);
        return signature.verify(signed);
    }
}
