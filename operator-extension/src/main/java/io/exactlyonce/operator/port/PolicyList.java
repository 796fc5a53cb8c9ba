package io.exactlyonce.operator.port;

import io.exactlyonce.operator.policy.BrokerContract;
import java.util.List;

/** All policies that are watched. */
@FunctionalInterface
public interface PolicyList {

    /** As the watches know them; never asks anybody. */
    List<Known> policies();

    /**
     * A policy.
     *
     * @param valid whether it can be used
     * @param ready whether its status says so of the fields as they are now; what is not known is
     *     not ready
     * @param contract what its status says of the brokers
     */
    record Known(
            String namespace, String name, boolean valid, boolean ready, BrokerContract contract) {}
}
