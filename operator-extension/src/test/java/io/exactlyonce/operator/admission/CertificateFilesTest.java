package io.exactlyonce.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exactlyonce.operator.port.HealthCheck.State;
import io.exactlyonce.operator.x509.PemKeyPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFilesTest {
    private static TestCertificate rsa;
    private static TestCertificate ec;

    @TempDir private Path directory;

    @BeforeAll
    static void makeCertificates() {
        rsa = TestCertificate.rsa("first");
        ec = TestCertificate.ec("second");
    }

    @Test
    void missingFilesAreNotReadyAndSayWhatToMount() {
        CertificateFiles certificate = new CertificateFiles(directory, Clock.systemUTC());
        certificate.reload();

        assertThat(certificate.health().state()).isEqualTo(State.NOT_READY);
        assertThat(certificate.health().detail())
                .contains("tls.crt", "kubernetes.io/tls", directory.toString());
    }

    @Test
    void certificateThatComesLaterIsTakenOver() throws IOException {
        CertificateFiles certificate = new CertificateFiles(directory, Clock.systemUTC());
        certificate.reload();
        rsa.writeTo(directory);
        certificate.reload();

        assertThat(certificate.health().state()).isEqualTo(State.READY);
    }

    @Test
    void halfWrittenPairLeavesTheOldOneInPlace() throws IOException {
        rsa.writeTo(directory);
        CertificateFiles certificate = new CertificateFiles(directory, Clock.systemUTC());
        certificate.reload();
        Files.writeString(directory.resolve("tls.crt"), ec.certificatePem());
        certificate.reload();

        assertThat(certificate.health().state()).isEqualTo(State.READY);
        assertThat(certificate.health().detail()).contains("valid until", "but the files in");
    }

    @Test
    void endedCertificateIsNotReady() throws IOException {
        rsa.writeTo(directory);
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));
        CertificateFiles certificate = new CertificateFiles(directory, later);
        certificate.reload();

        assertThat(certificate.health().state()).isEqualTo(State.NOT_READY);
        assertThat(certificate.health().detail()).contains("ended", "renew");
    }

    @Test
    void keysArePkcs8OrPkcs1OrSec1() throws GeneralSecurityException {
        byte[] chain = bytes(rsa.certificatePem());

        assertThat(rsa.traditionalKeyPem()).contains("BEGIN RSA PRIVATE KEY");
        assertThat(PemKeyPair.parse(chain, rsa.traditionalKeyPem()).key()).isEqualTo(rsa.key());
        assertThat(PemKeyPair.parse(chain, rsa.pkcs8KeyPem()).key()).isEqualTo(rsa.key());
        assertThat(ec.traditionalKeyPem()).contains("BEGIN EC PRIVATE KEY");
        for (String key : List.of(ec.traditionalKeyPem(), ec.pkcs8KeyPem())) {
            assertThat(PemKeyPair.parse(bytes(ec.certificatePem()), key).key()).isEqualTo(ec.key());
        }
    }

    @Test
    void keyOfAnotherCertificateIsRefused() {
        TestCertificate other = TestCertificate.rsa("other");

        assertThatThrownBy(() -> PemKeyPair.parse(bytes(rsa.certificatePem()), other.pkcs8KeyPem()))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("not the key of the first certificate");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
