package io.exactlyonce.operator.port;

import io.exactlyonce.operator.certificate.CertificatePlan.Trust;
import io.exactlyonce.operator.certificate.Observation;
import io.exactlyonce.operator.certificate.ServingPair;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the webhook's certificates are stored, and who is told to trust them. */
public interface CertificatePort {

    /** What is known now, without asking; empty until everything was seen once. */
    Optional<Observation> observe();

    /**
     * Stores pairs instead of those that are there.
     *
     * @param version that was read; null creates the Secret
     * @param newestFirst at least one; no more than two are kept
     * @throws ConflictException if somebody else wrote in between
     * @throws UnavailableException if it cannot be written
     */
    void store(@Nullable String version, List<ServingPair> newestFirst);

    /**
     * Writes a {@code caBundle} into every webhook of a configuration.
     *
     * @throws ConflictException if somebody else wrote in between
     * @throws UnavailableException if it cannot be written
     */
    void trust(Trust trust);

    /**
     * @param listener called after each change of what {@link #observe()} shows
     */
    void listen(Runnable listener);
}
