package io.exactlyonce.operator.controller;

import io.exactlyonce.operator.port.ConflictException;
import io.exactlyonce.operator.port.UnavailableException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do when a reconciliation fails: transient failures are tried again, everything else is a
 * bug, and the framework logs it and backs off.
 *
 * @param retry how soon to try again what could not be read or written
 */
record Ladder(Duration retry) {
    private static final Logger LOG = LoggerFactory.getLogger(Ladder.class);

    /** Somebody else has just written, and our watch is about to show it. */
    private static final Duration AFTER_CONFLICT = Duration.ofMillis(500);

    /** Runs one reconciliation; it says when to look again. */
    <R extends HasMetadata> UpdateControl<R> run(R resource, Supplier<Duration> reconciliation) {
        return UpdateControl.<R>noUpdate().rescheduleAfter(next(resource, reconciliation));
    }

    private Duration next(HasMetadata resource, Supplier<Duration> reconciliation) {
        try {
            return reconciliation.get();
        } catch (ConflictException e) {
            LOG.debug("event=conflict {} reason=\"{}\"", what(resource), e.getMessage());
            return AFTER_CONFLICT;
        } catch (UnavailableException e) {
            LOG.warn("event=retry {} reason=\"{}\" in={}", what(resource), e.getMessage(), retry);
            return retry;
        }
    }

    private static String what(HasMetadata resource) {
        return "kind=%s namespace=%s name=%s"
                .formatted(
                        resource.getKind(),
                        resource.getMetadata().getNamespace(),
                        resource.getMetadata().getName());
    }
}
