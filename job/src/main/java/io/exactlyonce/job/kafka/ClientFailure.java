package io.exactlyonce.job.kafka;

import io.exactlyonce.job.check.BrokerAnswer;
import io.exactlyonce.job.check.BrokerRefusal;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.KafkaException;

/**
 * Why no client could be made. No broker was asked yet, so the reason lies in the properties, in
 * the files they name, or in a service that is needed before: name resolution, a key distribution
 * centre, a token endpoint. Only those come back by themselves.
 *
 * @param passing whether another attempt may go well
 * @param reason the causes from the first that says something, without a stack trace
 */
record ClientFailure(boolean passing, String reason) {
    private static final String WRAPPER = "Failed to create new ";
    private static final int LONGEST_CHAIN = 20;

    static ClientFailure of(KafkaException failure) {
        return new ClientFailure(
                causes(failure).stream().anyMatch(ClientFailure::passes), reason(failure));
    }

    BrokerAnswer answer() {
        return passing
                ? new BrokerAnswer.NotYet(reason)
                : new BrokerAnswer.Refused(List.of(BrokerRefusal.clientRefused(reason)));
    }

    private static boolean passes(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("No resolvable bootstrap urls")
                || cause instanceof UnknownHostException
                || cause instanceof SocketException
                || cause instanceof SocketTimeoutException
                || (cause instanceof LoginException && !message.contains("No LoginModule found"));
    }

    private static String reason(Throwable failure) {
        StringBuilder reason = new StringBuilder();
        for (Throwable cause : causes(failure)) {
            String text = cause.getCause() == null ? plain(cause, reason) : cause.getMessage();
            if (text != null && reason.indexOf(text) < 0 && !text.startsWith(WRAPPER)) {
                reason.append(reason.isEmpty() ? "" : ": ").append(text);
            }
        }
        return reason.isEmpty() ? failure.toString() : reason.toString();
    }

    /** A root cause's message may be no more than the name of a file. */
    private static String plain(Throwable root, StringBuilder before) {
        String message = String.valueOf(root.getMessage());
        String type = root.getClass().getSimpleName();
        if (root instanceof KafkaException) {
            return message;
        }
        return before.indexOf(message) < 0 ? type + ": " + message : type;
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure;
                cause != null && causes.size() < LONGEST_CHAIN;
                cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
