package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.port.KafkaPort;
import io.exactlyonce.operator.snapshot.Committable;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** The brokers that all clusters share, and the truth of what became of each transaction. */
interface Brokers {
    /** Of every transaction, in the time of the simulation. */
    Duration TIMEOUT = Duration.ofMinutes(15);

    /** How a transaction came to its end. */
    enum End {
        COMMITTED,
        ABORTED,
        TIMED_OUT,
        FENCED
    }

    /** What a commit is answered with. */
    enum Answer {
        COMMITTED,
        PRODUCER_FENCED,
        UNKNOWN_ID
    }

    /** Makes the brokers of a run. */
    @FunctionalInterface
    interface Start {
        /**
         * @param clock of the run
         * @param raisesEpochs whether {@code transaction.version} is 2, if that can be chosen
         */
        Brokers start(InstantSource clock, boolean raisesEpochs);
    }

    boolean knows(String id);

    /** {@code InitProducerId}: what was open is aborted, and nobody goes on. */
    void seize(String id);

    /** The same, by a producer that goes on. */
    Committable take(String id);

    /** A record of a transaction; false if the producer is not the newest of its id any more. */
    boolean write(Committable producer);

    /** By the producer itself. */
    Answer commit(Committable transaction);

    /** By a committer that knows of it from a snapshot. */
    Answer recommit(Committable transaction);

    /** The producer gives up its own. */
    void abort(Committable transaction);

    /** Time has passed: transactions and ids expire. */
    void expire();

    /** The open transaction of an id. */
    Optional<Committable> open(String id);

    /** What became of a transaction; empty while it is open. */
    Optional<End> end(Committable transaction);

    /** One id; empty if it is not known. */
    Optional<TransactionDescription> describe(String id);

    /** Ids of all open transactions. */
    Set<String> ongoing();

    /** As operators reach them. */
    KafkaPort port();

    /** The run is over: readers must see what was committed, and nothing else. */
    void over();
}
