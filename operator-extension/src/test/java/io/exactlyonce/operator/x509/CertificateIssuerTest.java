package io.exactlyonce.operator.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exactlyonce.operator.certificate.Authority;
import io.exactlyonce.operator.certificate.ServingPair;
import io.exactlyonce.operator.certificate.Terms;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CertificateIssuerTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final Set<String> NAMES = Set.of("webhook", "webhook.flink.svc");
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";

    private final CertificateIssuer issuer = new CertificateIssuer(Terms.USUAL);
    private final ServingPair pair = issuer.issue(NAMES, NOW);

    @Test
    void certificateIsForTheNamesAndForServersOnly() throws GeneralSecurityException {
        X509Certificate server = certificate(pair.certificate());

        assertThat(pair.names()).isEqualTo(NAMES);
        assertThat(server.getExtendedKeyUsage()).containsExactly(SERVER_AUTHENTICATION);
        assertThat(server.getBasicConstraints()).isEqualTo(-1);
        assertThat(((ECPublicKey) server.getPublicKey()).getParams().getOrder().bitLength())
                .isEqualTo(256);
    }

    @Test
    void authoritySignsServersOnlyAndEndsWithItsOne() throws GeneralSecurityException {
        X509Certificate authority = certificate(pair.authority().pem());

        assertThat(authority.getBasicConstraints()).isZero();
        assertThat(authority.getNotAfter().toInstant()).isEqualTo(pair.notAfter());
        assertThat(pair.notAfter()).isEqualTo(NOW.plus(Duration.ofDays(90)));
    }

    @Test
    void keyOfTheAuthorityIsNowhere() {
        assertThat(pair.key().split("BEGIN PRIVATE KEY", -1)).hasSize(2);
        assertThat(pair.certificate() + pair.authority().pem()).doesNotContain("PRIVATE");
        assertThat(pair.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void clientsWithWrongClocksAcceptItAndLateOnesDoNot() throws GeneralSecurityException {
        validate(pair, pair.authority(), NOW.minus(Duration.ofMinutes(59)));
        validate(pair, pair.authority(), NOW.plus(Duration.ofDays(90)).minusSeconds(1));

        assertThatThrownBy(() -> validate(pair, pair.authority(), NOW.plus(Duration.ofDays(91))))
                .isInstanceOf(CertPathValidatorException.class);
    }

    @Test
    void everyPairHasAnAuthorityOfItsOwn() {
        ServingPair next = issuer.issue(NAMES, NOW);

        assertThatThrownBy(() -> validate(next, pair.authority(), NOW))
                .isInstanceOf(CertPathValidatorException.class);
        assertThatThrownBy(
                        () ->
                                CertificateReader.pair(
                                        next.certificate(), next.key(), pair.authority().pem()))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(
                        () ->
                                CertificateReader.pair(
                                        next.certificate(), pair.key(), next.authority().pem()))
                .hasMessageContaining("not the key");
    }

    @Test
    void whatIsStoredIsReadAsItWasIssued() throws GeneralSecurityException {
        assertThat(CertificateReader.pair(pair.certificate(), pair.key(), pair.authority().pem()))
                .isEqualTo(pair);
    }

    @Test
    void bundleIsReadAsFarAsItCanBe() {
        Authority other = issuer.issue(NAMES, NOW).authority();
        String spaced = other.pem().replace("\n", "\r\n");
        String broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

        assertThat(
                        CertificateReader.bundle(
                                "# ours\n" + pair.authority().pem() + broken + spaced + spaced))
                .isEqualTo(List.of(pair.authority(), other));
        assertThat(CertificateReader.bundle("")).isEmpty();
    }

    private static void validate(ServingPair pair, Authority trusted, Instant at)
            throws GeneralSecurityException {
        PKIXParameters parameters =
                new PKIXParameters(Set.of(new TrustAnchor(certificate(trusted.pem()), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(at));
        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509")
                                .generateCertPath(List.of(certificate(pair.certificate()))),
                        parameters);
    }

    private static X509Certificate certificate(String pem) throws GeneralSecurityException {
        return PemCertificates.parse(pem).get(0);
    }
}
