package io.exactlyonce.sandbox.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the build has left in the {@code target} folders of a checkout.
 *
 * @param repository root of the checkout
 */
public record Distribution(Path repository) {

    /** The checkout that this class was built in. */
    public static Distribution ofThisBuild() {
        String location =
                Distribution.class.getProtectionDomain().getCodeSource().getLocation().toString();
        // <repository>/sandbox/runner/target/classes, or a jar in target.
        return new Distribution(Path.of(URI.create(location)).resolve("../../../..").normalize());
    }

    /** Class path of the launcher, of the verdict and of Kafka. */
    public String sandboxClassPath() {
        return module("runner").resolve("classes") + File.pathSeparator + classPathOf("runner");
    }

    /** Class path of Flink and ZooKeeper. */
    public String flinkClassPath() {
        return module("flink").resolve("classes") + File.pathSeparator + classPathOf("flink");
    }

    public Path flinkPlugins() {
        return present(module("flink").resolve("plugins"));
    }

    public Path s3ServerJar() {
        return present(module("flink").resolve("s3").resolve("s3proxy.jar"));
    }

    public Path jobJar() {
        return present(repository.resolve("job/target/exactly-once-job.jar"));
    }

    public Path operatorJar() {
        return present(repository.resolve("operator-extension/target/exactly-once-operator.jar"));
    }

    /** The manifests that users start from. */
    public Path examples() {
        return present(repository.resolve("k8s/examples"));
    }

    private Path module(String name) {
        return repository.resolve("sandbox").resolve(name).resolve("target");
    }

    private String classPathOf(String module) {
        try {
            return Files.readString(present(module(module).resolve("classpath"))).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path present(Path path) {
        if (!Files.exists(path)) {
            throw new IllegalStateException(
                    "Not built: "
                            + path
                            + " is missing. Run: mvn -DskipTests package -pl sandbox/runner -am");
        }
        return path;
    }
}
