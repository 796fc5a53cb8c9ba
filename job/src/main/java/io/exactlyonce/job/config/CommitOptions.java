package io.exactlyonce.job.config;

import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The keys by which somebody decides about commits that cannot be made any more. */
public final class CommitOptions {
    public static final ConfigOption<UnknownCommit> ON_UNKNOWN_COMMIT =
            ConfigOptions.key("exactly-once.on-unknown-commit")
                    .enumType(UnknownCommit.class)
                    .defaultValue(UnknownCommit.CONTINUE)
                    .withDescription(
                            "With `POOLING`, what to do when a transactional id was reused, so that "
                                    + "no broker can tell whether the recovered transaction was "
                                    + "committed before: `continue` (an ERROR with the code "
                                    + "`COMMIT_UNKNOWN`, and the counter "
                                    + "`exactlyOnce.unknownCommits`) or `fail`. With "
                                    + "`INCREMENTING` it always fails: there it is no normal "
                                    + "event.");

    public static final ConfigOption<List<String>> ACCEPT_LOST_COMMITS =
            ConfigOptions.key("exactly-once.accept-lost-commits")
                    .stringType()
                    .asList()
                    .defaultValues()
                    .withDescription(
                            "Recovered transactions to go on without, separated by `;`, each as the "
                                    + "message that stopped the job names it: transactional id (or "
                                    + "the beginning of ids and `*`), `@`, id of the restored "
                                    + "checkpoint: `eo1.payments.orders.k3j5x7aq.r000001.out.-*@17`. "
                                    + "What can still be committed is committed all the same.");

    private CommitOptions() {}
}
