package io.exactlyonce.operator.storage;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.Checkpoints.S3;
import io.exactlyonce.operator.policy.Checkpoints.S3Credentials;
import io.exactlyonce.operator.policy.EndpointBounds;
import io.exactlyonce.operator.policy.HttpEndpoint;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.port.SecretPort;
import io.exactlyonce.operator.port.SecretReadings;
import io.exactlyonce.operator.port.UnavailableException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Clients of the S3 service of a policy, with its keys as they are now and no others. */
final class S3Clients {
    /** For one attempt, and for all of one request: two fit. */
    private static final Duration ATTEMPT = Duration.ofSeconds(8);

    private static final Duration REQUEST = Duration.ofSeconds(20);

    /** A host of AWS that names its region. Others take any: they sign with what they are told. */
    private static final Pattern REGIONAL =
            Pattern.compile(
                    "(?:.*\\.)?s3[.-](?:dualstack\\.)?([a-z]{2}(?:-[a-z]+)+-[0-9])"
                            + "\\.amazonaws\\.com(?:\\.cn)?");

    private final SecretPort secrets;
    private final EndpointBounds bounds;

    S3Clients(SecretPort secrets, EndpointBounds bounds) {
        this.secrets = secrets;
        this.bounds = bounds;
    }

    /** A new client, without asking the service anything yet. */
    S3Client of(Policy policy) {
        S3 s3 = policy.checkpoints().storage().s3IfAny().orElse(new S3(null, false, null));
        S3Credentials keys =
                s3.credentialsIfAny()
                        .orElseThrow(
                                () ->
                                        new StorageException(
                                                "The policy names no keys for its S3 storage, and"
                                                        + " the operator uses none of its own. Set"
                                                        + " spec.checkpoints.s3.credentialsSecret"));
        Optional<HttpEndpoint> endpoint = s3.endpointIfAny();
        JudgedConnections connections =
                new JudgedConnections(
                        bounds,
                        endpoint.map(known -> known.address().host()).orElse(null),
                        (SSLSocketFactory) SSLSocketFactory.getDefault());
        S3ClientBuilder builder =
                S3Client.builder()
                        .httpClient(UrlConnectionHttpClient.create(connections::open))
                        .credentialsProvider(credentials(policy.identity().namespace(), keys))
                        .region(endpoint.map(S3Clients::region).orElse(Region.US_EAST_1))
                        .crossRegionAccessEnabled(endpoint.isEmpty())
                        .forcePathStyle(s3.pathStyleAccess())
                        .disableS3ExpressSessionAuth(true)
                        // Other services than AWS's know nothing of it.
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .overrideConfiguration(S3Clients::limit);
        endpoint.ifPresent(known -> builder.endpointOverride(URI.create(known.toString())));
        return builder.build();
    }

    /** Reads the keys, if the policy names any. */
    void checkKeys(Policy policy) {
        policy.checkpoints()
                .storage()
                .s3IfAny()
                .flatMap(S3::credentialsIfAny)
                .ifPresent(keys -> credentials(policy.identity().namespace(), keys));
    }

    private StaticCredentialsProvider credentials(String namespace, S3Credentials keys) {
        SecretReadings readings = new SecretReadings(filled(secrets), namespace);
        String access = readings.text(keys.accessKey());
        String secret = readings.text(keys.secretKey());
        readings.check();
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(access, secret));
    }

    /** Without what an editor leaves at the end of a file; blank keys are none. */
    private static SecretPort filled(SecretPort secrets) {
        return (namespace, key) -> {
            String text = secrets.text(namespace, key).strip();
            if (text.isEmpty()) {
                throw new UnavailableException(
                        Reason.SECRET_UNUSABLE,
                        ("The Secret %s/%s of the policy has nothing under '%s', so the operator"
                                        + " cannot read snapshots in the checkpoint storage. Write"
                                        + " the key there")
                                .formatted(namespace, key.name(), key.key()),
                        null);
            }
            return text;
        };
    }

    private static void limit(ClientOverrideConfiguration.Builder conduct) {
        conduct.apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(REQUEST)
                .retryStrategy(RetryMode.STANDARD)
                .defaultProfileFile(ProfileFile.aggregator().build())
                .addExecutionInterceptor(new BoundedAnswers());
    }

    private static Region region(HttpEndpoint endpoint) {
        Matcher matcher = REGIONAL.matcher(endpoint.address().host());
        return matcher.matches() ? Region.of(matcher.group(1)) : Region.US_EAST_1;
    }
}
