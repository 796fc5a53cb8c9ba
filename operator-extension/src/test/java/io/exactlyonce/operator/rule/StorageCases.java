package io.exactlyonce.operator.rule;

import static io.exactlyonce.operator.rule.Deployments.configured;
import static io.exactlyonce.operator.rule.Deployments.contract;
import static io.exactlyonce.operator.rule.Deployments.create;
import static io.exactlyonce.operator.rule.Deployments.input;
import static io.exactlyonce.operator.rule.Deployments.neighbour;
import static io.exactlyonce.operator.rule.Deployments.policy;
import static io.exactlyonce.operator.rule.Deployments.safe;
import static io.exactlyonce.operator.rule.Deployments.unconfigured;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** EO1101 to EO1104 and EO1109: where snapshots lie, and how one gets there. */
final class StorageCases {
    private static final String DIRECTORY = "execution.checkpointing.dir";

    private StorageCases() {}

    static List<RuleCase> all() {
        return List.of(
                new RuleCase(
                        "no directory",
                        Code.CHECKPOINT_STORAGE_MISSING,
                        input(create(unconfigured(safe(), DIRECTORY))),
                        input(create(safe()))),
                olderName("file:///opt/flink/checkpoints"),
                durableFiles("high-availability.storageDir", "/flink/ha"),
                shared(
                        "inside of the other's",
                        "s3://flink/payments/orders/mine",
                        "s3://flink/payments/orders",
                        "s3://flink/other"),
                shared(
                        "added by us, and the other's by another driver",
                        "s3://flink/payments/orders/abcdefgh/checkpoints",
                        "s3a://flink/payments/orders/abcdefgh/checkpoints/",
                        "s3a://flink/payments/orders/abcdefgh/checkpoints2/"),
                sharedMetadata(),
                endpoint(),
                credentials(
                        "a user's own entries without the policy's",
                        "env:TOKEN,secret:vault,key:token"),
                credentials(
                        "another Secret under the variable of the policy",
                        "env:AWS_ACCESS_KEY_ID,secret:mine,key:id"));
    }

    private static RuleCase olderName(String directory) {
        FlinkDeployment without = unconfigured(safe(), DIRECTORY);
        return new RuleCase(
                "a local path under the option's older name",
                Code.CHECKPOINT_STORAGE_NOT_DURABLE,
                input(create(configured(without, "state.checkpoints.dir", directory))),
                input(create(configured(without, "state.checkpoints.dir", "s3://flink/mine"))));
    }

    private static RuleCase durableFiles(String key, String directory) {
        RuleInput local = input(create(configured(safe(), key, directory)));
        FlinkDeployment onMount = safe();
        for (String option : List.of(DIRECTORY, "execution.checkpointing.savepoint-dir", key)) {
            onMount = configured(onMount, option, "file:///mnt/flink/orders");
        }
        Policy policy =
                policy(
                        Map.of(
                                "checkpoints",
                                Map.of(
                                        "storage",
                                        "file:///mnt/flink",
                                        "durableFileStorage",
                                        true)));
        return new RuleCase(
                key + " is a path without a scheme",
                Code.CHECKPOINT_STORAGE_NOT_DURABLE,
                local,
                new RuleInput(
                        create(onMount),
                        policy,
                        contract(Duration.ofMinutes(15)),
                        Surroundings.NONE));
    }

    private static RuleCase shared(String name, String own, String theirs, String free) {
        FlinkDeployment deployment = configured(safe(), DIRECTORY, own);
        return new RuleCase(
                name,
                Code.CHECKPOINT_STORAGE_SHARED,
                input(
                        create(
                                configured(
                                        configured(
                                                deployment,
                                                "execution.checkpointing.savepoint-dir",
                                                "s3://flink/savepoints"),
                                        "high-availability.storageDir",
                                        "s3://flink/ha")),
                        neighbour(theirs, "")),
                input(create(deployment), neighbour(free, "")));
    }

    private static RuleCase sharedMetadata() {
        RuleInput own =
                input(
                        create(
                                configured(
                                        safe(),
                                        "high-availability.storageDir",
                                        "s3://flink/payments/ha")));
        return new RuleCase(
                "metadata of one name from two namespaces",
                Code.CHECKPOINT_STORAGE_SHARED,
                beside(own, own.proposal().after().name()),
                beside(own, "another-name"));
    }

    private static RuleInput beside(RuleInput own, String name) {
        Neighbour neighbour = Neighbour.of("refunds", name, "", "s3p://flink/payments/ha/", "");
        return new RuleInput(
                own.proposal(),
                own.policy(),
                own.contract(),
                new Surroundings(List.of(neighbour), false, Map.of(), java.util.Set.of()));
    }

    private static RuleCase endpoint() {
        Policy policy =
                policy(
                        Map.of(
                                "checkpoints",
                                Map.of(
                                        "storage",
                                        "s3://flink",
                                        "s3",
                                        Map.of("endpoint", "https://minio.storage:9000"))));
        return new RuleCase(
                "an endpoint of one bucket, other than the policy's",
                Code.CHECKPOINT_STORAGE_OUTSIDE_POLICY,
                judged("s3a.bucket.flink.endpoint", "https://minio.mine:9000", policy),
                judged("s3.endpoint", "https://MINIO.storage:9000/", policy));
    }

    private static RuleCase credentials(String name, String entries) {
        Policy policy =
                policy(
                        Map.of(
                                "checkpoints",
                                Map.of(
                                        "storage",
                                        "s3://flink",
                                        "s3",
                                        Map.of(
                                                "credentialsSecret",
                                                Map.of(
                                                        "name", "s3",
                                                        "accessKeyKey", "id",
                                                        "secretKeyKey", "secret")))));
        String key = "kubernetes.env.secretKeyRef";
        return new RuleCase(
                name,
                Code.CREDENTIALS_MISSING,
                judged(key, entries, policy),
                judged(
                        key,
                        "env:TOKEN,secret:vault,key:token;"
                                + "env:AWS_ACCESS_KEY_ID,secret:s3,key:id; "
                                + "env:AWS_SECRET_ACCESS_KEY, secret:s3, key:secret",
                        policy));
    }

    private static RuleInput judged(String key, String value, Policy policy) {
        return new RuleInput(
                create(configured(safe(), key, value)),
                policy,
                contract(Duration.ofMinutes(15)),
                Surroundings.NONE);
    }
}
