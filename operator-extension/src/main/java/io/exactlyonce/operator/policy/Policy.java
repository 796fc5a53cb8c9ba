package io.exactlyonce.operator.policy;

import java.util.List;

/**
 * An {@code ExactlyOncePolicy} with every default filled in: what a platform team gives and allows
 * the deployments of one namespace.
 *
 * @param identity which policy this is
 * @param kafka how brokers are reached
 * @param checkpoints where snapshots lie and how often they are taken
 * @param transactions how transactions are named and how long they may stay open
 * @param conduct what happens on recovery, on deletion and when brokers cannot be asked
 * @param acknowledgedRisks rules the team takes responsibility for
 */
public record Policy(
        Identity identity,
        KafkaAccess kafka,
        Checkpoints checkpoints,
        Transactions transactions,
        Conduct conduct,
        List<AcknowledgedRisk> acknowledgedRisks) {
    /** Copies the list. */
    public Policy {
        acknowledgedRisks = List.copyOf(acknowledgedRisks);
    }

    /**
     * Which policy this is.
     *
     * @param namespace its namespace, and the only one its secrets are read from
     * @param name as in the label {@code exactlyonce.io/policy} of a deployment
     * @param generation 0 for one read from a file
     */
    public record Identity(String namespace, String name, long generation) {}

    /** Whether the policy acknowledges the rule of this code. */
    public boolean acknowledges(String code) {
        return acknowledgedRisks.stream().anyMatch(risk -> risk.code().equals(code));
    }
}
