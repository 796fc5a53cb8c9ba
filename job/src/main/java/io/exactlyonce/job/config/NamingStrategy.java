package io.exactlyonce.job.config;

/** How transactional ids are chosen below the prefix; names are those of the Kafka connector. */
public enum NamingStrategy {
    /** A fresh id per checkpoint. The default, and the only one whose history can be told. */
    INCREMENTING,
    /** Ids are reused (Flink connector 4.0 and newer). */
    POOLING
}
