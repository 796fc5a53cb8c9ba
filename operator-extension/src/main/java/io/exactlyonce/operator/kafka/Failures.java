package io.exactlyonce.operator.kafka;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.port.UnavailableException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Words for what went wrong. They stand in a status, so they are ours: a server's text could be
 * anything, and a client's could quote a secret.
 *
 * @param waited how long is waited for an answer
 */
record Failures(Duration waited) {
    private static final Set<Reason> OUT_OF_REACH =
            Set.of(
                    Reason.BROKER_UNREACHABLE,
                    Reason.BROKER_AUTHENTICATION_FAILED,
                    Reason.ENDPOINT_REFUSED,
                    Reason.SECRET_FORBIDDEN,
                    Reason.SECRET_UNUSABLE,
                    Reason.SECRET_UNKNOWN);

    /** Whether it would be no different for any other question. */
    static boolean isOutOfReach(UnavailableException failure) {
        return failure.reason().filter(OUT_OF_REACH::contains).isPresent();
    }

    /** Whether the brokers refused by their access rules. */
    static boolean isDenied(UnavailableException failure) {
        return failure.getCause() instanceof AuthorizationException;
    }

    UnavailableException of(Question question, Throwable cause) {
        if (cause instanceof AuthenticationException) {
            return new UnavailableException(
                    Reason.BROKER_AUTHENTICATION_FAILED, authentication(cause), cause);
        }
        if (cause instanceof AuthorizationException) {
            return new UnavailableException(
                    Reason.ACL_MISSING,
                    "The brokers refused to tell or do %s: the user of the policy needs %s"
                            .formatted(question.what(), question.right()),
                    cause);
        }
        if (cause instanceof UnsupportedVersionException) {
            return new UnavailableException(
                    Reason.BROKER_REQUEST_FAILED,
                    "The brokers are too old for %s; Kafka 3.0 or newer is needed"
                            .formatted(question.what()),
                    cause);
        }
        return isSilence(cause) ? silence(question, cause) : error(question, cause);
    }

    private static String authentication(Throwable cause) {
        return cause instanceof SslAuthenticationException
                ? "The TLS handshake with the brokers failed. Check that spec.kafka.tls.caSecret"
                        + " signs their certificates, that these name the host that"
                        + " bootstrapServers has, and that the brokers trust the client certificate"
                        + " if they ask for one"
                : "The brokers refused user name or password. Check"
                        + " spec.kafka.sasl.credentialsSecret, its mechanism, and the brokers' users";
    }

    private static boolean isSilence(Throwable cause) {
        return cause instanceof org.apache.kafka.common.errors.TimeoutException
                || cause instanceof java.util.concurrent.TimeoutException
                || cause instanceof DisconnectException
                || cause instanceof java.io.IOException;
    }

    private UnavailableException silence(Question question, Throwable cause) {
        return new UnavailableException(
                Reason.BROKER_UNREACHABLE,
                ("Not all brokers answered within %d s when they were asked for %s. Check that they"
                                + " run, that the operator's network reaches every one of them at the"
                                + " address it advertises, and that TLS and SASL are set as they are on"
                                + " the brokers")
                        .formatted(Math.max(1, waited.toSeconds()), question.what()),
                cause);
    }

    private static UnavailableException error(Question question, Throwable cause) {
        String code =
                cause instanceof ApiException
                        ? org.apache.kafka.common.protocol.Errors.forException(cause).name()
                        : cause.getClass().getSimpleName();
        String remedy =
                cause instanceof RetriableException
                        ? "It is tried again"
                        : "Look for it in the brokers' logs";
        return new UnavailableException(
                Reason.BROKER_REQUEST_FAILED,
                "The brokers answered %s when they were asked for %s. %s"
                        .formatted(code.toUpperCase(Locale.ROOT), question.what(), remedy),
                cause);
    }

    /** A client that cannot even be made; its properties are ours but for what Secrets hold. */
    static UnavailableException unusable(Throwable cause) {
        boolean resolution =
                cause.getCause() instanceof ConfigException config
                        && String.valueOf(config.getMessage()).contains("No resolvable bootstrap");
        return resolution
                ? unresolved()
                : new UnavailableException(
                        Reason.SECRET_UNUSABLE,
                        "No Kafka client can be made of the policy's Secrets. Check that certificates"
                                + " are PEM, that the private key is PEM in PKCS#8 form and not"
                                + " encrypted, and that it belongs to the certificate",
                        cause);
    }

    static UnavailableException unresolved() {
        return new UnavailableException(
                Reason.BROKER_UNREACHABLE,
                "No host of spec.kafka.bootstrapServers has an address in DNS as the operator sees it."
                        + " Check the names; within a cluster they end in .svc",
                null);
    }
}
