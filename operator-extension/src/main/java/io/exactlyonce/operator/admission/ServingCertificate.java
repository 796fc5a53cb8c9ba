package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.port.HealthCheck;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
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
 * The webhook's certificate, read again whenever its files change: new connections get the new one,
 * those that are open stay. A new one that cannot be used leaves the old one in place.
 */
final class ServingCertificate implements HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ServingCertificate.class);

    private record Loaded(byte[] certificates, String key, PemKeyPair pair, int generation) {}

    private final Path directory;
    private final Clock clock;
    private final AtomicReference<@Nullable Loaded> current = new AtomicReference<>();
    private volatile @Nullable Loaded previous;
    private volatile String problem = "not read yet";

    ServingCertificate(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

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

    /** Reads the files, and takes them over if they changed. Cheap: both are small. */
    synchronized void reload() {
        try {
            byte[] certificates = Files.readAllBytes(directory.resolve("tls.crt"));
            String key = Files.readString(directory.resolve("tls.key"), StandardCharsets.US_ASCII);
            Loaded old = current.get();
            if (old == null
                    || !Arrays.equals(old.certificates(), certificates)
                    || !old.key().equals(key)) {
                take(certificates, key, old);
            }
            problem = "";
        } catch (NoSuchFileException e) {
            keep("there is no " + e.getMessage());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            keep("the files in " + directory + " cannot be used: " + e.getMessage());
        }
    }

    private void take(byte[] certificates, String key, @Nullable Loaded old)
            throws GeneralSecurityException {
        PemKeyPair pair = PemKeyPair.parse(certificates, key);
        previous = old;
        int generation = old == null ? 0 : old.generation() + 1;
        current.set(new Loaded(certificates, key, pair, generation));
        LOG.info(
                "event=certificate-loaded subject=\"{}\" notAfter={}",
                pair.chain().get(0).getSubjectX500Principal(),
                pair.chain().get(0).getNotAfter().toInstant());
    }

    private void keep(String reason) {
        if (!reason.equals(problem)) {
            LOG.warn("event=certificate-unusable reason=\"{}\"", reason);
        }
        problem = reason;
    }

    /** When the certificate that is served ends; empty while there is none. */
    Optional<Instant> end() {
        return Optional.ofNullable(current.get()).map(ServingCertificate::end);
    }

    private static Instant end(Loaded loaded) {
        return loaded.pair().chain().get(0).getNotAfter().toInstant();
    }

    @Override
    public String name() {
        return "webhook certificate";
    }

    @Override
    public Health health() {
        Loaded loaded = current.get();
        if (loaded == null) {
            return Health.notReady(
                    problem + "; mount a Secret of type kubernetes.io/tls at " + directory);
        }
        Instant end = end(loaded);
        if (!clock.instant().isBefore(end)) {
            return Health.notReady("it ended at " + end + "; renew it");
        }
        return Health.ready("valid until " + end + (problem.isEmpty() ? "" : ", but " + problem));
    }

    private @Nullable PemKeyPair pair(String alias) {
        Loaded now = current.get();
        if (now != null && alias.equals(alias(now))) {
            return now.pair();
        }
        Loaded before = previous;
        return before != null && alias.equals(alias(before)) ? before.pair() : null;
    }

    private static String alias(Loaded loaded) {
        return "server-" + loaded.generation();
    }

    /** A handshake asks three times; the alias keeps the three answers together. */
    private final class CurrentKey extends X509ExtendedKeyManager {

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            Loaded loaded = current.get();
            return loaded != null && loaded.pair().key().getAlgorithm().equals(keyType)
                    ? alias(loaded)
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
