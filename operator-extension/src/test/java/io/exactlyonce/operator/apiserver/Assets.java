package io.exactlyonce.operator.apiserver;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folder of the three programs, as the convention of Kubernetes' envtest has it: {@code
 * kube-apiserver}, {@code etcd} and {@code kubectl}, any version from 1.20 on.
 */
record Assets(Path folder) {
    static final String FOLDER = "KUBEBUILDER_ASSETS";
    static final String REQUIRED = "TESTS_REQUIRE_API_SERVER";
    static final String HOW_TO_GET = "export " + FOLDER + "=$(build/kubernetes-assets)";

    private static final List<String> PROGRAMS = List.of("kube-apiserver", "etcd", "kubectl");

    /**
     * The assets that the environment names; empty if it names none.
     *
     * @throws IllegalStateException if none is named although {@value #REQUIRED} is {@code true},
     *     or if a program is missing in the folder: whoever names a folder wants the tests to run
     */
    static Optional<Assets> of(Map<String, String> environment) {
        String folder = environment.getOrDefault(FOLDER, "");
        if (folder.isBlank()) {
            if (Boolean.parseBoolean(environment.get(REQUIRED))) {
                throw new IllegalStateException(
                        "%s is not set, but %s=true: tests on a real kube-apiserver may not be left out here. Set it: %s"
                                .formatted(FOLDER, REQUIRED, HOW_TO_GET));
            }
            return Optional.empty();
        }
        Assets assets = new Assets(Path.of(folder).toAbsolutePath());
        for (String program : PROGRAMS) {
            if (!Files.isExecutable(assets.program(program))) {
                throw new IllegalStateException(
                        "%s=%s has no executable %s, so no API server can be started. Unset it, or: %s"
                                .formatted(FOLDER, folder, program, HOW_TO_GET));
            }
        }
        return Optional.of(assets);
    }

    Path kubeApiServer() {
        return program("kube-apiserver");
    }

    Path etcd() {
        return program("etcd");
    }

    Path kubectl() {
        return program("kubectl");
    }

    private Path program(String name) {
        return folder.resolve(name);
    }
}
