package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.certificate.Trouble;
import io.exactlyonce.operator.x509.PemKeyPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates that somebody else renews: files, read again whenever they change. New ones that
 * cannot be used leave the old one in place.
 */
public final class CertificateFiles implements CertificateSource {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateFiles.class);
    private static final Duration RELOAD = Duration.ofSeconds(10);

    private record Content(byte[] certificates, String key) {
        boolean isSame(Content other) {
            return Arrays.equals(certificates, other.certificates) && key.equals(other.key);
        }
    }

    private final Path directory;
    private final InstantSource clock;
    private final ServingCertificate serving = new ServingCertificate();
    private final ScheduledExecutorService reloads =
            Executors.newSingleThreadScheduledExecutor(new Daemons("certificate"));
    private @Nullable Content content;
    private volatile String problem = "not read yet";

    CertificateFiles(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Reads the files now, and again every 10 s. */
    public static CertificateFiles start(Path directory, InstantSource clock) {
        CertificateFiles files = new CertificateFiles(directory, clock);
        files.reload();
        var unused =
                files.reloads.scheduleWithFixedDelay(
                        files::reload, RELOAD.toMillis(), RELOAD.toMillis(), TimeUnit.MILLISECONDS);
        return files;
    }

    /** Reads the files, and takes them over if they changed. Cheap: both are small. */
    synchronized void reload() {
        try {
            Content now =
                    new Content(
                            Files.readAllBytes(directory.resolve("tls.crt")),
                            Files.readString(
                                    directory.resolve("tls.key"), StandardCharsets.US_ASCII));
            if (content == null || !content.isSame(now)) {
                serving.serve(PemKeyPair.parse(now.certificates(), now.key()));
                content = now;
            }
            problem = "";
        } catch (NoSuchFileException e) {
            keep("there is no " + e.getMessage());
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // Whatever it is: what is thrown out of here would end the reloads without a word.
            keep("the files in " + directory + " cannot be used: " + e.getMessage());
        }
    }

    private void keep(String reason) {
        if (!reason.equals(problem)) {
            LOG.warn("event=certificate-unusable reason=\"{}\"", reason);
        }
        problem = reason;
    }

    @Override
    public ServingCertificate serving() {
        return serving;
    }

    @Override
    public Set<Trouble> troubles() {
        return problem.isEmpty() ? Set.of() : Set.of(Trouble.FAILED);
    }

    @Override
    public String name() {
        return "webhook certificate";
    }

    @Override
    public Health health() {
        Optional<Instant> end = serving.end();
        if (end.isEmpty()) {
            return Health.notReady(
                    problem + "; mount a Secret of type kubernetes.io/tls at " + directory);
        }
        if (!clock.instant().isBefore(end.get())) {
            return Health.notReady("it ended at " + end.get() + "; renew it");
        }
        return Health.ready(
                "valid until " + end.get() + (problem.isEmpty() ? "" : ", but " + problem));
    }

    @Override
    public void close() {
        reloads.shutdownNow();
    }
}
