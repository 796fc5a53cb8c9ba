package io.exactlyonce.operator.kafka;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.plain.PlainAuthenticateCallback;

/** Users of SASL PLAIN as a directory service would keep them: a broker asks at each login. */
public final class PlainUsers implements AuthenticateCallbackHandler {
    private static final Map<String, String> PASSWORDS = new ConcurrentHashMap<>();

    static void set(String user, String password) {
        PASSWORDS.put(user, password);
    }

    @Override
    public void configure(
            Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaas) {}

    @Override
    public void handle(Callback[] callbacks) {
        String user =
                Arrays.stream(callbacks)
                        .filter(NameCallback.class::isInstance)
                        .map(callback -> ((NameCallback) callback).getDefaultName())
                        .findFirst()
                        .orElse("");
        for (Callback callback : callbacks) {
            if (callback instanceof PlainAuthenticateCallback login) {
                String given = new String(login.password());
                login.authenticated(given.equals(PASSWORDS.get(user)));
            }
        }
    }

    @Override
    public void close() {}
}
