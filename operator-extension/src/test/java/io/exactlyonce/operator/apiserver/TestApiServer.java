package io.exactlyonce.operator.apiserver;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One etcd and one kube-apiserver on loopback, with RBAC and admission webhooks. No controller
 * runs: nothing collects garbage, a deleted namespace stays {@code Terminating}, pods and
 * Deployments are only stored.
 *
 * <p>Its flags are known to every kube-apiserver from 1.20 to 1.36.
 */
public final class TestApiServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Path OURS = Path.of("..", "k8s", "base", "crds");
    private static final YAMLMapper YAML = new YAMLMapper();

    private final AtomicInteger namespaces = new AtomicInteger();
    private final CertificateAuthority authority;
    private final ChildProcess etcd;
    private final ChildProcess server;
    private final ServerFolder folder;
    private final KubernetesClient client;
    private final Kubectl kubectl;

    private TestApiServer(Assets assets, ServerFolder folder, CertificateAuthority authority) {
        int etcdPort = Ports.free();
        int port = Ports.free();
        this.folder = folder;
        this.authority = authority;
        folder.writeCredentials(authority, port);
        this.etcd =
                ChildProcess.start(
                        folder.log("etcd"), ServerCommands.etcd(assets, folder, etcdPort));
        this.server =
                ChildProcess.start(
                        folder.log("kube-apiserver"),
                        ServerCommands.kubeApiServer(assets, folder, etcdPort, port));
        this.client = newClient(folder.kubeconfig());
        this.kubectl = new Kubectl(assets.kubectl(), folder.kubeconfig(), folder.home());
    }

    /**
     * Starts a server and returns when it is ready.
     *
     * @param folder new or empty; keys, data and logs; the logs stay when the server is closed
     */
    static TestApiServer start(Assets assets, Path folder) {
        TestApiServer started =
                new TestApiServer(
                        assets, ServerFolder.create(folder), CertificateAuthority.create());
        try {
            started.awaitReady();
            return started;
        } catch (RuntimeException e) {
            String tails = "etcd:\n" + started.etcd.tail() + "\nserver:\n" + started.server.tail();
            started.close();
            throw new IllegalStateException(
                    "The API server was not ready after "
                            + START
                            + ". Its logs end with:\n"
                            + tails,
                    e);
        }
    }

    /**
     * A client of the cluster's administrator that repeats nothing: what the server answers is what
     * a test sees.
     */
    public KubernetesClient client() {
        return client;
    }

    /**
     * A client that is a service account, by a token as its pods have it: what its roles do not
     * allow is refused.
     *
     * @param namespace of the account, which is also the client's own
     * @param account that exists
     */
    public KubernetesClient client(String namespace, String account) {
        String answer =
                client.raw(
                        "/api/v1/namespaces/%s/serviceaccounts/%s/token"
                                .formatted(namespace, account),
                        "POST",
                        yaml(
                                """
                                {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {}}
                                """));
        Config config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl(client.getMasterUrl().toString())
                        .withCaCertFile(folder.authority().toString())
                        .withOauthToken(yaml(answer).at("/status/token").asText())
                        .withNamespace(namespace)
                        .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** What service accounts have asked of the server so far, watches included. */
    public List<AuditedCall> calls() {
        return AuditedCall.readAll(folder.log("audit"));
    }

    /** kubectl as the cluster's administrator. */
    public Kubectl kubectl() {
        return kubectl;
    }

    /** The administrator's kubeconfig, for processes of their own. */
    public Path kubeconfig() {
        return folder.kubeconfig();
    }

    /**
     * Signs certificates that the server accepts from clients, and from webhooks that register its
     * {@code caBundle}.
     */
    public CertificateAuthority authority() {
        return authority;
    }

    /**
     * Creates or replaces a CustomResourceDefinition, JSON or YAML, and returns when its resources
     * can be written.
     */
    public void install(String crd) {
        JsonNode created = yaml(crd);
        String name = created.at("/metadata/name").asText();
        boolean present = kubectl.run("get", "crd", name).exitCode() == 0;
        String verb = present ? "replace" : "create";
        // The server validates all the same; asking kubectl to do so costs a second.
        kubectl.runWithInput(crd, verb, "--validate=false", "-f-").success();
        String version = created.at("/spec/versions/0/name").asText();
        String path = "/apis/" + created.at("/spec/group").asText() + "/" + version;
        String plural = created.at("/spec/names/plural").asText();
        await("resource " + name)
                .atMost(START)
                .pollInterval(POLL)
                .ignoreExceptions()
                .until(() -> client.raw(path + "/" + plural) != null);
    }

    /** Installs the CustomResourceDefinitions of this operator, as they are shipped. */
    public void installOurs() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(OURS, "*.yaml")) {
            for (Path file : files) {
                install(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates a namespace that no test has used; the stem makes it readable in messages. */
    public TestNamespace newNamespace(String stem) {
        String name = stem + "-" + namespaces.incrementAndGet();
        TestNamespace namespace = new TestNamespace(this, name);
        kubectl.runWithInput(namespace.manifest(), "create", "-f-").success();
        return namespace;
    }

    /** Version of the server, {@code v1.20.2}. */
    public String version() {
        return client.getKubernetesVersion().getGitVersion();
    }

    @Override
    public void close() {
        client.close();
        server.close();
        etcd.close();
        folder.deleteAllButLogs();
    }

    private void awaitReady() {
        await("the API server's /readyz")
                .atMost(START)
                .pollInterval(POLL)
                .failFast("it ended", () -> !server.isAlive() || !etcd.isAlive())
                .ignoreExceptions()
                .until(() -> "ok".equals(client.raw("/readyz")));
    }

    private static KubernetesClient newClient(Path kubeconfig) {
        try {
            Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
            config.setRequestRetryBackoffLimit(0);
            return new KubernetesClientBuilder().withConfig(config).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads YAML or JSON. */
    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
