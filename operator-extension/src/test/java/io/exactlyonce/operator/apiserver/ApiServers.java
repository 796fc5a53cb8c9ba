package io.exactlyonce.operator.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * The servers of this JVM, one per version of upstream's CRD, because a cluster can hold only one.
 * Each is started when it is first asked for and ends with the last test.
 */
public final class ApiServers implements AutoCloseable {
    private final Assets assets;
    private final Map<UpstreamCrd, TestApiServer> servers = new EnumMap<>(UpstreamCrd.class);

    ApiServers(Assets assets) {
        this.assets = assets;
    }

    /** The server with this CRD, started and installed if nobody has asked for it before. */
    public synchronized TestApiServer with(UpstreamCrd crd) {
        return servers.computeIfAbsent(crd, this::start);
    }

    @Override
    public synchronized void close() {
        servers.values().forEach(TestApiServer::close);
        servers.clear();
    }

    private TestApiServer start(UpstreamCrd crd) {
        TestApiServer server = TestApiServer.start(assets, folder(crd));
        server.install(crd.json());
        return server;
    }

    private static Path folder(UpstreamCrd crd) {
        try {
            Path parent = Files.createDirectories(Path.of("target", "api-servers"));
            return Files.createTempDirectory(parent, crd.name().toLowerCase(Locale.ROOT) + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
