package io.exactlyonce.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.plan.scenario.StoryTeller;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * One story a folder under {@code scenarios/admission}; the README.md there tells how to read and
 * write one. {@code -Dregenerate=true} writes the expected files anew: read every one of them.
 */
class AdmissionScenariosTest {
    private static final Path ROOT = Path.of("src/test/resources/scenarios/admission");

    @TestFactory
    Stream<DynamicTest> stories() {
        return StoryTeller.all(ROOT).stream()
                .map(story -> DynamicTest.dynamicTest(story.name(), story::tell));
    }

    @Test
    void everyStorySaysWhatItIsAbout() {
        assertThat(StoryTeller.all(ROOT))
                .hasSizeGreaterThanOrEqualTo(60)
                .allMatch(StoryTeller::saysWhatItIsAbout);
    }
}
