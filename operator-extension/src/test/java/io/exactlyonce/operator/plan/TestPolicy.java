package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.plan.admission.PolicyLookup;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.PolicyReader;

/** Valid policies of the tests' namespace, of whose brokers nothing is known. */
final class TestPolicy {
    private TestPolicy() {}

    static PolicyLookup.Found recovery(String recovery) {
        return found("standard", Fields.EMPTY.with(recovery, "recovery"));
    }

    static PolicyLookup.Found orphans(String orphans) {
        return found("standard", Fields.EMPTY.with(orphans, "transactions", "orphans"));
    }

    static PolicyLookup.Found deletion(String deletion, String orphans) {
        return found(
                "standard",
                Fields.EMPTY
                        .with(deletion, "deletionPolicy")
                        .with(orphans, "transactions", "orphans"));
    }

    static PolicyLookup.Found named(String name) {
        return found(name, Fields.EMPTY);
    }

    private static PolicyLookup.Found found(String name, Fields spec) {
        Fields object =
                Fields.EMPTY
                        .with("shop", "metadata", "namespace")
                        .with(name, "metadata", "name")
                        .with(
                                spec.with("kafka:9092", "kafka", "bootstrapServers")
                                        .with(LedgerScene.STORAGE, "checkpoints", "storage"),
                                "spec");
        return new PolicyLookup.Found(name, PolicyReader.read(object), BrokerContract.UNKNOWN);
    }
}
