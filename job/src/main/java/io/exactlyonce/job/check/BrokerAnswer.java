package io.exactlyonce.job.check;

import io.exactlyonce.job.config.Violation;
import java.util.List;

/** What the brokers said. */
public sealed interface BrokerAnswer {
    /** Nothing speaks against the job. */
    record Accepted() implements BrokerAnswer {}

    /** They definitely refuse, for all of these reasons. */
    record Refused(List<Violation> violations) implements BrokerAnswer {}

    /** No answer this time, or a topic that is yet to be created. */
    record NotYet(String reason) implements BrokerAnswer {}
}
