package io.exactlyonce.operator.certificate;

import java.time.Duration;
import java.time.Instant;

/**
 * When a replica looks.
 *
 * @param now by the wall clock, which may be wrong and may be set
 * @param uptime since the replica started, by a clock that nobody sets
 */
public record Moment(Instant now, Duration uptime) {}
