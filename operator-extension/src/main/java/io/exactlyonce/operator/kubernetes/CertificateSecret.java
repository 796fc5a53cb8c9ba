package io.exactlyonce.operator.kubernetes;

import io.exactlyonce.operator.certificate.ServingPair;
import io.exactlyonce.operator.certificate.StoredPairs;
import io.exactlyonce.operator.x509.CertificateReader;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pairs as entries of a Secret: the newest under the names of a Secret of type {@code
 * kubernetes.io/tls}, which everybody's tools know, and the one before with a prefix.
 */
final class CertificateSecret {
    private static final List<String> PREFIXES = List.of("", "previous-");
    private static final String CERTIFICATE = "tls.crt";
    private static final String KEY = "tls.key";
    private static final String AUTHORITY = "ca.crt";

    private CertificateSecret() {}

    /** Never throws, whatever people wrote into it. */
    static StoredPairs read(GenericKubernetesResource secret) {
        List<ServingPair> pairs = new ArrayList<>();
        String damage = "";
        for (String prefix : PREFIXES) {
            if (secret.get("data", prefix + CERTIFICATE) == null) {
                continue;
            }
            try {
                pairs.add(
                        CertificateReader.pair(
                                text(secret, prefix + CERTIFICATE),
                                text(secret, prefix + KEY),
                                text(secret, prefix + AUTHORITY)));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                damage = "the Secret cannot be used: " + e.getMessage();
            }
        }
        return new StoredPairs(secret.getMetadata().getResourceVersion(), pairs, damage);
    }

    private static String text(GenericKubernetesResource secret, String name)
            throws GeneralSecurityException {
        Object value = secret.get("data", name);
        if (value == null) {
            throw new GeneralSecurityException("it has no " + name);
        }
        return new String(
                Base64.getDecoder().decode(String.valueOf(value)), StandardCharsets.US_ASCII);
    }

    /** Entries to merge into the Secret's data; null removes one. */
    static Map<String, @Nullable String> data(List<ServingPair> newestFirst) {
        Map<String, @Nullable String> data = new LinkedHashMap<>();
        for (int i = 0; i < PREFIXES.size(); i++) {
            String prefix = PREFIXES.get(i);
            ServingPair pair = i < newestFirst.size() ? newestFirst.get(i) : null;
            data.put(prefix + CERTIFICATE, pair == null ? null : encoded(pair.certificate()));
            data.put(prefix + KEY, pair == null ? null : encoded(pair.key()));
            data.put(prefix + AUTHORITY, pair == null ? null : encoded(pair.authority().pem()));
        }
        return data;
    }

    static String encoded(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
