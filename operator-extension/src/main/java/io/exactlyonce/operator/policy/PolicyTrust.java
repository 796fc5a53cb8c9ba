package io.exactlyonce.operator.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Holds every server that a policy names against the bounds of the operator. */
public final class PolicyTrust {
    private PolicyTrust() {}

    /** Hosts of a policy that the operator would speak to, each with the field it stands in. */
    public static Map<String, String> hosts(Policy policy) {
        Map<String, String> hosts = new LinkedHashMap<>();
        policy.kafka()
                .brokers()
                .forEach(
                        broker ->
                                hosts.putIfAbsent(
                                        broker.host(), PolicyField.BOOTSTRAP_SERVERS.path()));
        policy.checkpoints()
                .storage()
                .s3IfAny()
                .flatMap(Checkpoints.S3::endpointIfAny)
                .ifPresent(
                        endpoint ->
                                hosts.putIfAbsent(
                                        endpoint.address().host(), PolicyField.S3_ENDPOINT.path()));
        return hosts;
    }

    /**
     * A policy that names a server outside the bounds is as unusable as one that cannot be read.
     * Host names are judged by their text here; who connects judges the addresses as well.
     */
    public static PolicyReading within(EndpointBounds bounds, PolicyReading reading) {
        if (!(reading instanceof PolicyReading.Valid valid)) {
            return reading;
        }
        List<PolicyViolation> violations = violations(valid.policy(), bounds, Map.of());
        return violations.isEmpty() ? reading : new PolicyReading.Invalid(violations);
    }

    /**
     * What is outside the bounds.
     *
     * @param resolved addresses of each host, 4 or 16 bytes each; a host without any is judged by
     *     its text alone
     */
    public static List<PolicyViolation> violations(
            Policy policy, EndpointBounds bounds, Map<String, List<byte[]>> resolved) {
        List<PolicyViolation> found = new ArrayList<>();
        hosts(policy)
                .forEach(
                        (host, field) -> {
                            List<byte[]> addresses = resolved.getOrDefault(host, List.of());
                            if (bounds.judge(host, addresses)
                                    instanceof EndpointBounds.Refused refused) {
                                found.add(
                                        new PolicyViolation(
                                                field,
                                                PolicyViolation.quoted(host),
                                                refused.reason(),
                                                refused.fix()));
                            }
                        });
        return List.copyOf(found);
    }
}
