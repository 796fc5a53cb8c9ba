package io.exactlyonce.operator.x509;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * A serving certificate with its key, as a Secret of type {@code kubernetes.io/tls} has them.
 *
 * @param chain the server's own certificate first; never empty
 * @param key fits the first certificate
 */
public record PemKeyPair(List<X509Certificate> chain, PrivateKey key) {

    /** Copies the list. */
    public PemKeyPair {
        chain = List.copyOf(chain);
    }

    /**
     * Reads both files.
     *
     * @param certificates PEM
     * @param key PEM of PKCS#8, PKCS#1 or SEC 1, not encrypted
     * @throws GeneralSecurityException with a message for people, if either cannot be read or they
     *     do not belong together
     */
    public static PemKeyPair parse(byte[] certificates, String key)
            throws GeneralSecurityException {
        List<X509Certificate> chain =
                PemCertificates.parse(new String(certificates, StandardCharsets.US_ASCII));
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
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            // SEC 1 files may begin with the parameters of the curve.
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof PrivateKeyInfo pkcs8) {
                    return converter.getPrivateKey(pkcs8);
                }
                if (part instanceof PEMKeyPair traditional) {
                    // These forms may leave out the curve, which the certificate names.
                    return converter.getPrivateKey(
                            new PrivateKeyInfo(
                                    SubjectPublicKeyInfo.getInstance(
                                                    certificate.getPublicKey().getEncoded())
                                            .getAlgorithm(),
                                    traditional.getPrivateKeyInfo().parsePrivateKey()));
                }
            }
        } catch (PEMException e) {
            throw new GeneralSecurityException("tls.key cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new GeneralSecurityException("tls.key is no PEM: " + e.getMessage(), e);
        }
        throw new GeneralSecurityException("tls.key has no unencrypted private key in PEM");
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
