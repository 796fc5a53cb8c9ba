package io.exactlyonce.operator.port;

import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.OpenProducer;
import io.exactlyonce.operator.transaction.PartitionEnd;
import io.exactlyonce.operator.transaction.PartitionName;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The brokers of a policy. Every method throws {@link UnavailableException} if one that has to be
 * asked does not answer, refuses, or may not be asked, with a reason fit for a status: half an
 * answer is none, because what is missing would be taken for absent.
 */
public interface KafkaPort {

    /**
     * What the brokers allow; each of them is asked. What could not be learned is unknown in it. An
     * id of its own below {@code <stem>.<namespace>.eo-probe.} is taken over for it.
     */
    BrokerContract contract(Policy policy);

    /**
     * Every id with an open transaction that starts with a text, of all brokers, described.
     *
     * @param prefix full fields, terminator included, such as {@code eo1.shop.orders.}
     */
    Map<String, TransactionDescription> open(Policy policy, String prefix);

    /** A few ids that start with a text, in any state: evidence that a job uses its prefix. */
    Map<String, TransactionDescription> sample(Policy policy, String prefix);

    /** Ids as their coordinators describe them; one they do not know is absent. */
    Map<String, TransactionDescription> describe(Policy policy, Set<String> transactionalIds);

    /** Where partitions end; one that does not exist is absent. */
    Map<PartitionName, PartitionEnd> ends(Policy policy, Set<PartitionName> partitions);

    /**
     * Producers with an open transaction, as the leaders of partitions know them; a partition that
     * does not exist is absent.
     */
    Map<PartitionName, List<OpenProducer>> producers(Policy policy, Set<PartitionName> partitions);

    /** Ids that a coordinator has for some producers, in any state, described. */
    Map<String, TransactionDescription> ofProducers(Policy policy, Set<Long> producerIds);

    /**
     * Ends the transaction of an id by taking over the id: its open transaction is aborted, and its
     * producer can never commit. Who calls has made sure, just before, that nobody will want to.
     */
    void fence(Policy policy, String transactionalId);

    /**
     * Commits what a snapshot holds pending, as the job's committer would.
     *
     * @return what the id is after it; a commit that came too late, or twice, shows there. An id
     *     that no broker knows any more is {@code DEAD}
     */
    TransactionDescription commit(Policy policy, Committable committable);
}
