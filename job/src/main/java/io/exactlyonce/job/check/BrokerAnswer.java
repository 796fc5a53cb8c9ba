package io.exactlyonce.job.check;

import io.exactlyonce.job.config.Violation;
import java.util.List;

/** What the brokers said. */
public sealed interface BrokerAnswer {
    /**
     * Nothing speaks against the job.
     *
     * @param warnings what may, depending on the records
     */
    record Accepted(List<String> warnings) implements BrokerAnswer {}

    /** They definitely refuse, for all of these reasons. */
    record Refused(List<Violation> violations) implements BrokerAnswer {}

    /**
     * The brokers refuse the log-in: wrong credentials, or right ones of which they do not know.
     */
    record LogInRefused(Violation violation) implements BrokerAnswer {}

    /** No answer this time, or a topic that is yet to be created. */
    record NotYet(String reason) implements BrokerAnswer {}
}
