package io.exactlyonce.operator.plan.condition;

import io.exactlyonce.operator.deployment.DurationText;
import io.exactlyonce.operator.ledger.RevisionRecord;
import io.exactlyonce.operator.ledger.TransactionLog;
import io.exactlyonce.operator.plan.action.Action;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.TransactionEvidence;
import io.exactlyonce.operator.transaction.OpenTransaction;
import io.exactlyonce.operator.transaction.TransactionDescription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the brokers list ids under the prefix of the running revision, with the timeout it is to
 * have. A job can read its configuration and still write otherwise; this shows that it does not.
 * The ids of a sink exist as soon as its writers have started, so after the first completed
 * checkpoint their absence means something. What was seen once holds for the revision: its
 * configuration cannot change without another one.
 *
 * @param state what was found
 * @param revision the running revision; 0 if none is verified
 * @param prefix its prefix; empty text if none is verified
 * @param detail the timeout that was seen instead of the expected one, or why the brokers cannot
 *     tell; empty text otherwise
 */
public record PrefixAtBrokers(State state, int revision, String prefix, String detail) {
    public static final PrefixAtBrokers UNKNOWN = new PrefixAtBrokers(State.UNKNOWN, 0, "", "");

    private static final String TIMEOUT = "exactly-once.sink.transaction-timeout";

    /** What was found. */
    enum State {
        UNKNOWN,
        /** To be asked. */
        ASK,
        SEEN,
        /** Ids are there, with another timeout. */
        OTHER_TIMEOUT,
        /** No id is there. */
        ABSENT,
        /** Those that were asked are not known to be the ones that the job writes to. */
        ELSEWHERE
    }

    /**
     * The brokers cannot tell.
     *
     * @param why as a clause
     */
    public static PrefixAtBrokers elsewhere(String why) {
        return new PrefixAtBrokers(State.ELSEWHERE, 0, "", why);
    }

    public static PrefixAtBrokers of(
            Situation situation,
            TransactionLog log,
            List<OpenTransaction> open,
            TransactionEvidence evidence) {
        Optional<RevisionRecord> live =
                situation.current().filter(record -> record.committed().isPresent());
        Optional<FlinkObservation> job = situation.verified();
        if (live.isEmpty() || job.isEmpty() || live.get().prefix().isEmpty()) {
            return UNKNOWN;
        }
        int revision = live.get().number();
        String prefix = live.get().prefix();
        if (log.seenIfAny().filter(seen -> seen.revision() == revision).isPresent()) {
            return new PrefixAtBrokers(State.SEEN, revision, prefix, "");
        }
        List<TransactionDescription> told =
                Stream.concat(
                                open.stream().map(OpenTransaction::description),
                                evidence.samples().getOrDefault(prefix, List.of()).stream())
                        .filter(it -> it.transactionalId().startsWith(prefix))
                        .toList();
        if (told.isEmpty()) {
            State state = evidence.samples().containsKey(prefix) ? State.ABSENT : State.ASK;
            return new PrefixAtBrokers(state, revision, prefix, "");
        }
        return judged(job.get(), told, revision, prefix);
    }

    private static PrefixAtBrokers judged(
            FlinkObservation job, List<TransactionDescription> told, int revision, String prefix) {
        Optional<Duration> expected =
                Optional.ofNullable(job.configuration().get(TIMEOUT)).flatMap(DurationText::parse);
        Optional<Duration> other =
                told.stream()
                        .map(TransactionDescription::timeout)
                        .filter(timeout -> expected.isPresent() && !timeout.equals(expected.get()))
                        .findFirst();
        return other.map(
                        timeout ->
                                new PrefixAtBrokers(
                                        State.OTHER_TIMEOUT,
                                        revision,
                                        prefix,
                                        DurationText.format(timeout)
                                                + " instead of "
                                                + DurationText.format(expected.orElse(timeout))))
                .orElseGet(() -> new PrefixAtBrokers(State.SEEN, revision, prefix, ""));
    }

    boolean isElsewhere() {
        return state == State.ELSEWHERE;
    }

    public boolean isSeen() {
        return state == State.SEEN;
    }

    public Optional<Action.Question> question(String policy) {
        return state == State.ASK
                ? Optional.of(new Action.Sample(policy, prefix))
                : Optional.empty();
    }
}
