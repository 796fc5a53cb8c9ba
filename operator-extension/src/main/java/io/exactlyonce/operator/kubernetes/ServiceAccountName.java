package io.exactlyonce.operator.kubernetes;

import io.exactlyonce.operator.manifest.Json;
import io.exactlyonce.operator.manifest.ManifestException;
import io.fabric8.kubernetes.client.Config;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service account, for a subject of a RoleBinding.
 *
 * @param namespace where it lies
 * @param name its name there
 */
record ServiceAccountName(String namespace, String name) {
    /** Where nobody can tell; the API server refuses such names, so none is granted by mistake. */
    static final ServiceAccountName PLACEHOLDER =
            new ServiceAccountName(
                    "<namespace of the operator>", "<service account of the operator>");

    /** The {@code sub} claim that an API server writes into the tokens of a service account. */
    private static final Pattern SUBJECT =
            Pattern.compile("system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)");

    /**
     * Whose token a client carries: within a pod the one that the kubelet mounts. Nothing is
     * verified, as nothing is granted by it: the text is only shown.
     */
    static Optional<ServiceAccountName> of(Config config) {
        return Optional.ofNullable(config.getAutoOAuthToken())
                .flatMap(ServiceAccountName::subject)
                .map(SUBJECT::matcher)
                .filter(Matcher::matches)
                .map(subject -> new ServiceAccountName(subject.group(1), subject.group(2)));
    }

    /** The {@code sub} of a JSON Web Token; empty for one of another kind. */
    private static Optional<String> subject(String token) {
        String[] parts = token.strip().split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            byte[] payload = Base64.getUrlDecoder().decode(parts[1]);
            return Json.read(new String(payload, StandardCharsets.UTF_8)).text("sub");
        } catch (IllegalArgumentException | ManifestException e) {
            return Optional.empty();
        }
    }
}
