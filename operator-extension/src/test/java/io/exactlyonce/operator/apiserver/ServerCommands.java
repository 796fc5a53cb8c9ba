package io.exactlyonce.operator.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Command lines of the servers: only flags that every version from 1.20 to 1.36 knows, or that a
 * program says it knows.
 */
final class ServerCommands {
    private ServerCommands() {}

    static List<String> etcd(Assets assets, ServerFolder folder, int port) {
        String client = "http://127.0.0.1:" + port;
        List<String> command =
                new ArrayList<>(
                        List.of(
                                assets.etcd().toString(),
                                "--data-dir=" + folder.etcdData(),
                                "--listen-client-urls=" + client,
                                "--advertise-client-urls=" + client,
                                // One member has no peers; port 0 is any free one.
                                "--listen-peer-urls=http://127.0.0.1:0"));
        if (help(assets.etcd().toString()).contains("--unsafe-no-fsync")) {
            command.add("--unsafe-no-fsync");
        }
        return command;
    }

    static List<String> kubeApiServer(Assets assets, ServerFolder folder, int etcdPort, int port) {
        return List.of(
                assets.kubeApiServer().toString(),
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                // Loopback is no valid endpoint of the service "kubernetes"; nobody needs that
                // service here.
                "--endpoint-reconciler-type=none",
                "--service-cluster-ip-range=10.0.0.0/24",
                "--cert-dir=" + folder.certificates(),
                "--tls-cert-file=" + folder.serverCertificate(),
                "--tls-private-key-file=" + folder.serverKey(),
                "--client-ca-file=" + folder.authority(),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + folder.serviceAccountKey(),
                "--service-account-signing-key-file=" + folder.serviceAccountKey(),
                "--authorization-mode=RBAC",
                "--audit-policy-file=" + folder.auditPolicy(),
                "--audit-log-path=" + folder.log("audit"),
                "--enable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook",
                // It would wait for a controller that creates the namespace's default account.
                "--disable-admission-plugins=ServiceAccount",
                "--allow-privileged=true");
    }

    private static String help(String program) {
        try {
            Process process =
                    new ProcessBuilder(program, "--help").redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
