package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.x509.PemKeyPair;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that the webhook serves: new connections get the one that is current by then,
 * those that are open stay.
 */
final class ServingCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(ServingCertificate.class);

    private record Served(PemKeyPair pair, int generation) {
        String alias() {
            return "server-" + generation;
        }
    }

    private final AtomicReference<@Nullable Served> current = new AtomicReference<>();
    private volatile @Nullable Served previous;

    /** A context whose handshakes take the certificate that is current by then. */
    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new CurrentKey()}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has TLS", e);
        }
    }

    /** Serves this pair from now on. */
    synchronized void serve(PemKeyPair pair) {
        Served old = current.get();
        previous = old;
        current.set(new Served(pair, old == null ? 0 : old.generation() + 1));
        LOG.info(
                "event=certificate-served subject=\"{}\" issuer=\"{}\" notAfter={}",
                pair.chain().get(0).getSubjectX500Principal(),
                pair.chain().get(0).getIssuerX500Principal(),
                end(pair));
    }

    /** When the certificate that is served ends; empty while there is none. */
    Optional<Instant> end() {
        return Optional.ofNullable(current.get()).map(served -> end(served.pair()));
    }

    private static Instant end(PemKeyPair pair) {
        return pair.chain().get(0).getNotAfter().toInstant();
    }

    private @Nullable PemKeyPair pair(String alias) {
        Served now = current.get();
        if (now != null && alias.equals(now.alias())) {
            return now.pair();
        }
        Served before = previous;
        return before != null && alias.equals(before.alias()) ? before.pair() : null;
    }

    /** A handshake asks three times; the alias keeps the three answers together. */
    private final class CurrentKey extends X509ExtendedKeyManager {

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            Served served = current.get();
            return served != null && served.pair().key().getAlgorithm().equals(keyType)
                    ? served.alias()
                    : null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return chooseEngineServerAlias(keyType, issuers, null);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            PemKeyPair pair = pair(alias);
            return pair == null ? null : pair.chain().toArray(new X509Certificate[0]);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            PemKeyPair pair = pair(alias);
            return pair == null ? null : pair.key();
        }

        @Override
        public String @Nullable [] getServerAliases(
                String keyType, Principal @Nullable [] issuers) {
            String alias = chooseEngineServerAlias(keyType, issuers, null);
            return alias == null ? null : new String[] {alias};
        }

        @Override
        public String @Nullable [] getClientAliases(
                String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }
}
