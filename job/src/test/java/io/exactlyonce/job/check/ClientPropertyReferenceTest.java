package io.exactlyonce.job.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page is generated; the operator's own list of the same properties is tested against it. */
class ClientPropertyReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/job-client-properties.md");

    @Test
    void thePageSaysWhatTheCodeRefuses() throws IOException {
        String page =
                """
                # Kafka properties that a job may not set

                Generated from the check at start; do not edit. The guarantee is made of these client properties, so the job
                refuses them under `exactly-once.kafka.properties` (everywhere), `exactly-once.sink.properties` (sink) and
                `exactly-once.source.properties` (source), unless they have a value that changes nothing. Properties of the
                sink or the source alone are refused under `exactly-once.kafka.properties` too.

                | property | of | harmless values |
                |---|---|---|
                """
                        + String.join("\n", ClientPropertyRules.rows())
                        + "\n";
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE))
                .as(
                        "regenerate: mvn test -pl job -am -Dtest=ClientPropertyReferenceTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dregenerate=true")
                .isEqualTo(page);
    }
}
