package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.apiserver.Kubectl;
import io.exactlyonce.operator.apiserver.TestApiServer;
import io.exactlyonce.operator.controller.Cluster;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.kubernetes.Kinds;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Phase;
import io.exactlyonce.operator.revision.Annotations;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What users, upstream and jobs do in one namespace, so that the operator has to do everything that
 * it ever does.
 *
 * @param brokers {@code host:port}
 */
record OperatorLife(TestApiServer server, String namespace, String brokers) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SECRET = "kafka-login";

    private Cluster cluster() {
        return new Cluster(server.client(), namespace);
    }

    private Kubectl kubectl() {
        return server.kubectl().with("--namespace=" + namespace);
    }

    private void apply(String manifest) {
        kubectl().runWithInput(manifest, "apply", "-f-").success();
    }

    private void await(String what, BooleanSupplier condition) {
        org.awaitility.Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(condition::getAsBoolean);
    }

    /** Policies: their brokers are asked, with a login from a Secret too. */
    void policies() {
        apply(policy("usual", ""));
        kubectl()
                .run(
                        "create",
                        "secret",
                        "generic",
                        SECRET,
                        "--from-literal=username=shop",
                        "--from-literal=password=shop")
                .success();
        apply(
                policy(
                        "secured",
                        """
                            sasl: {mechanism: PLAIN, credentialsSecret: {name: kafka-login}}
                        """));
        await("the brokers' contract", () -> status("usual").has("contract"));
        await("an answer for the login", () -> !status("secured").isEmpty());
    }

    private Fields status(String policy) {
        return cluster().read(Kinds.POLICY, policy).orElseThrow().object("status");
    }

    /** Nothing but what a broker on loopback is asked: nobody may go and look for snapshots. */
    private String policy(String name, String kafka) {
        return """
               apiVersion: exactlyonce.io/v1alpha1
               kind: ExactlyOncePolicy
               metadata: {name: %s, namespace: %s}
               spec:
                 kafka:
                   bootstrapServers: "%s"
               %s  checkpoints: {storage: "s3://flink/prod"}
                 deletionPolicy: Leave
               """
                .formatted(name, namespace, brokers, kafka);
    }

    private String manifest(String name, String policy) {
        return cluster().manifest(name, "running").replace("policy: standard", "policy: " + policy);
    }

    /** A deployment that the webhook completes, revises and looks up when it is scaled. */
    void create() {
        apply(manifest("payments", "usual"));
        cluster().awaitLedger("payments", ledger -> ledger.history().highest() == 1);
        apply(manifest("payments", "usual").replace("flink:1.20", "flink:1.20.1"));
        cluster().awaitLedger("payments", ledger -> ledger.history().highest() == 2);
        kubectl().run("scale", "flinkdeployment/payments", "--replicas=1");
    }

    /** Somebody empties the Secret of the webhook's certificate. */
    void loseTheCertificate(String release, String secret) {
        Kubectl own = server.kubectl().with("--namespace=" + release);
        String before = own.run("get", "secret", secret, "-o=jsonpath={.data}").success();
        own.run("patch", "secret", secret, "--type=merge", "-p={\"data\": null}").success();
        await(
                "another certificate",
                () -> {
                    String now = own.run("get", "secret", secret, "-o=jsonpath={.data}").success();
                    return now.contains("tls.crt") && !now.equals(before);
                });
    }

    /** A policy that the watch does not know is asked for. */
    void nameAPolicyThatIsNotThere() {
        Kubectl.Result refused =
                kubectl().runWithInput(manifest("typo", "standart"), "apply", "-f-");
        assertThat(refused.stderr()).contains("EO1404");
    }

    /** The same is wrong twice. */
    void loseThePolicyTwice() {
        String own = policy("own", "");
        apply(own);
        apply(manifest("invoices", "own"));
        cluster().awaitLedger("invoices", ledger -> ledger.history().highest() == 1);
        kubectl().run("delete", "exactlyoncepolicy", "own").success();
        await("an event", () -> times("invoices") == 1);
        apply(own);
        await("better", () -> !isStalled("invoices"));
        kubectl().run("delete", "exactlyoncepolicy", "own").success();
        await("the same event again", () -> times("invoices") == 2);
    }

    private boolean isStalled(String name) {
        return cluster().ledgers(name).stream()
                .anyMatch(ledger -> ledger.conditions().toString().contains("PolicyMissing"));
    }

    private int times(String name) {
        return cluster().events(name).stream()
                .filter(event -> event.getReason().equals("PolicyMissing"))
                .mapToInt(Event::getCount)
                .max()
                .orElse(0);
    }

    /** Its job has left a transaction open; whether pods still run has to be looked at. */
    void deleteWithATransactionOpen(BooleanSupplier havePodsBeenLookedAt) {
        String prefix =
                cluster()
                        .deployment("payments")
                        .spec()
                        .text("flinkConfiguration", "exactly-once.sink.transactional-id-prefix")
                        .orElseThrow();
        try (KafkaProducer<String, String> job =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                brokers,
                                "transactional.id",
                                prefix + "out.-0-1"),
                        new StringSerializer(),
                        new StringSerializer())) {
            job.initTransactions();
            job.beginTransaction();
            job.send(new ProducerRecord<>("payments", "one"));
            job.flush();
            cluster().delete(Kinds.FLINK_DEPLOYMENT, "payments");
            cluster().awaitLedger("payments", ledger -> ledger.phase() instanceof Phase.Gone);
            await("a look at pods", havePodsBeenLookedAt);
            job.abortTransaction();
        }
    }

    /** A week later the brokers have forgotten the ids. */
    void aWeekPasses() {
        Ledger ledger = cluster().ledgers("payments").get(0);
        server.client()
                .genericKubernetesResources(Kinds.LEDGER)
                .inNamespace(namespace)
                .withName(ledger.identity().name())
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\": {\"expiresAt\": \"2026-01-01T00:00:00Z\"}}");
    }

    void awaitForgotten() {
        await("no ledger of payments", () -> cluster().ledgers("payments").isEmpty());
    }

    /** Without the webhook. */
    void awaitCompletion() {
        cluster()
                .create(
                        Kinds.FLINK_DEPLOYMENT,
                        manifest("late", "usual").replace("running", "suspended"));
        cluster().awaitDeployment("late", it -> it.annotation(Annotations.REVISION).isPresent());
    }
}
