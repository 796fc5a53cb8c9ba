package io.exactlyonce.operator.cli;

import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.port.SnapshotStore;
import java.util.Map;

/** Brokers and storage as the person at the command line reaches them, with her own rights. */
public interface Access {

    /**
     * Brokers.
     *
     * @param properties of Kafka clients, over those of the policy
     */
    KafkaPort kafka(Map<String, String> properties);

    /** Storage; the keys of S3 come from the environment, as of every other tool. */
    SnapshotStore snapshots();
}
