package io.exactlyonce.sandbox.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The webhook's certificate, which signs itself: in a cluster cert-manager or the chart makes one.
 *
 * @param folder holds {@code tls.crt} and {@code tls.key}, as a mounted Secret does
 * @param trusted of a client that trusts this certificate and no other
 */
record ServingCertificate(Path folder, SSLContext trusted) {
    private static final String ALIAS = "webhook";
    private static final String PASSWORD = "changeit";

    /** Makes one with the JDK's {@code keytool}; the JDK itself has no interface for it. */
    static ServingCertificate create(Path folder) {
        Path file = folder.resolve("webhook.p12");
        try {
            keytool(file, folder.resolve("keytool.log"));
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream stream = Files.newInputStream(file)) {
                store.load(stream, PASSWORD.toCharArray());
            }
            byte[] certificate = store.getCertificate(ALIAS).getEncoded();
            byte[] key = store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
            Files.writeString(folder.resolve("tls.crt"), pem("CERTIFICATE", certificate));
            Files.writeString(folder.resolve("tls.key"), pem("PRIVATE KEY", key));
            return new ServingCertificate(folder, trusting(store));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot make a certificate", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped while making a certificate", e);
        }
    }

    private static void keytool(Path file, Path log) throws IOException, InterruptedException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-J-XX:TieredStopAtLevel=1",
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=exactly-once-webhook",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString());
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + Files.readString(log));
        }
    }

    private static String pem(String type, byte[] bytes) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(type, lines.encodeToString(bytes), type);
    }

    private static SSLContext trusting(KeyStore own) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, own.getCertificate(ALIAS));
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
