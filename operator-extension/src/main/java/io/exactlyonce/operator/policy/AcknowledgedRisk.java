package io.exactlyonce.operator.policy;

/**
 * A rule whose violation a team takes responsibility for; it stays visible.
 *
 * @param code code of the rule, {@code EO} and four digits
 * @param reason why the team accepts it, never blank
 */
public record AcknowledgedRisk(String code, String reason) {}
