package io.exactlyonce.job.check;

import java.time.Duration;
import java.util.Set;

/**
 * What a job wants of the brokers.
 *
 * @param transactionTimeout the timeout its sinks will ask for
 * @param topics every topic that it reads or writes
 * @param written those of them that it writes
 * @param maxRecordSize bytes that a record it writes may have
 */
public record BrokerQuestion(
        Duration transactionTimeout, Set<String> topics, Set<String> written, int maxRecordSize) {}
