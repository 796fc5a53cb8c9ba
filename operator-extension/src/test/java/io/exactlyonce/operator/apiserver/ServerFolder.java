package io.exactlyonce.operator.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where the files of one server lie: keys, kubeconfig, data, logs. */
record ServerFolder(Path root) {
    static ServerFolder create(Path root) {
        try {
            ServerFolder folder = new ServerFolder(root.toAbsolutePath());
            for (Path path : List.of(folder.certificates(), folder.home(), folder.logs())) {
                Files.createDirectories(path);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path certificates() {
        return root.resolve("certificates");
    }

    Path authority() {
        return certificates().resolve("authority.crt");
    }

    Path serverCertificate() {
        return certificates().resolve("server.crt");
    }

    Path serverKey() {
        return certificates().resolve("server.key");
    }

    Path auditPolicy() {
        return root.resolve("audit-policy.yaml");
    }

    Path serviceAccountKey() {
        return certificates().resolve("service-accounts.key");
    }

    /** Home of kubectl. */
    Path home() {
        return root.resolve("home");
    }

    Path kubeconfig() {
        return root.resolve("kubeconfig");
    }

    Path etcdData() {
        return root.resolve("etcd");
    }

    Path log(String program) {
        return logs().resolve(program + ".log");
    }

    private Path logs() {
        return root.resolve("logs");
    }

    void writeCredentials(CertificateAuthority signer, int port) {
        KeyAndCertificate server = signer.issueServer();
        KeyAndCertificate admin = signer.issueClient("admin", "system:masters");
        write(auditPolicy(), AuditedCall.POLICY);
        write(authority(), signer.certificatePem());
        write(serverCertificate(), server.certificatePem());
        write(serverKey(), server.keyPem());
        write(
                serviceAccountKey(),
                KeyAndCertificate.keyPem(CertificateAuthority.newKeys().getPrivate()));
        String config =
                """
                apiVersion: v1
                kind: Config
                clusters:
                - name: test
                  cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}
                users:
                - name: admin
                  user: {client-certificate-data: %s, client-key-data: %s}
                contexts:
                - name: test
                  context: {cluster: test, user: admin}
                current-context: test
                """;
        write(
                kubeconfig(),
                config.formatted(
                        port,
                        base64(signer.certificatePem()),
                        base64(admin.certificatePem()),
                        base64(admin.keyPem())));
    }

    void deleteAllButLogs() {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> doomed =
                    files.filter(file -> !file.equals(root) && !file.startsWith(logs()))
                            .sorted(Comparator.reverseOrder())
                            .toList();
            for (Path file : doomed) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
