package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that are written from others: a drift breaks the build, {@code -Dregenerate=true} ends it.
 */
final class Generated {
    private static final String HOW =
            "regenerate, and read what changed: mvn test -pl helm -Dtest=%s -Dregenerate=true";

    private Generated() {}

    static boolean isAskedFor() {
        return Boolean.getBoolean("regenerate");
    }

    /** Holds that a file has a content, after it was written if that is asked for. */
    static void hold(Class<?> test, Path file, String content) {
        try {
            if (isAskedFor()) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, content);
            }
            assertThat(Files.exists(file)).as(file + " is missing; " + how(test)).isTrue();
            assertThat(Files.readString(file)).as(file + "; " + how(test)).isEqualTo(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String how(Class<?> test) {
        return HOW.formatted(test.getSimpleName());
    }
}
