package io.exactlyonce.operator.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every message, in a file to be read: a change of words is a change to be seen. */
class MessagesTest {
    private static final Path FILE = Path.of("src/test/resources/rules/messages.txt");
    private static final Path PAGE = Path.of("../docs/reference/rules.md");
    private static final String REGENERATE =
            "regenerate, and read what changed: mvn test -pl operator-extension"
                    + " -Dtest=MessagesTest -Dregenerate=true";
    private static final int LONGEST = 900;

    private static final List<Examples> EXAMPLES = Examples.all();

    @Test
    void messagesAreAsTheyWereRead() throws IOException {
        String messages =
                EXAMPLES.stream()
                        .sorted(Comparator.comparing(example -> example.violation().code()))
                        .map(example -> example.name() + "\n  " + example.violation().message())
                        .collect(Collectors.joining("\n", "", "\n"));

        assertThat(content(FILE, messages)).as(REGENERATE).isEqualTo(messages);
    }

    @Test
    void theReferencePageSaysWhatTheCodeSays() throws IOException {
        String page = page();

        assertThat(content(PAGE, page)).as(REGENERATE).isEqualTo(page);
    }

    @Test
    void everyCodeHasAMessage() {
        assertThat(EXAMPLES.stream().map(example -> example.violation().code()).distinct())
                .containsExactlyInAnyOrder(Code.values());
    }

    @Test
    void everyMessageFollowsTheGrammar() {
        assertThat(EXAMPLES)
                .extracting(Examples::violation)
                .allSatisfy(
                        violation -> {
                            String message = violation.message();
                            assertThat(message)
                                    .doesNotContain("\n", "null", "  ", " .", " ,", " :", ",:")
                                    .doesNotMatch(".*[.][.]");
                            assertThat(message).hasSizeLessThan(LONGEST);
                            assertThat(violation.reason()).doesNotEndWith(".");
                            assertThat(violation.fix()).doesNotEndWith(".").matches("[A-Z].*");
                        });
    }

    private static String content(Path path, String generated) throws IOException {
        if (Boolean.getBoolean("regenerate")) {
            Files.createDirectories(path.getParent());
            Files.writeString(path, generated);
        }
        return Files.readString(path);
    }

    private static String page() {
        return """
                # Rules

                Generated from the code; do not edit. What a rule finds is refused at admission, listed by `verify`, and
                reported as a condition and an event of a deployment that is in the cluster already, always under the same
                code.

                **Accepting a risk.** A team that knows what it does can accept a rule's risk, with a reason: for one
                deployment in the annotation `exactlyonce.io/accept`, one `EO1206: reason` a line (or separated by `;`), for
                all deployments of a policy in its `spec.acknowledgedRisks` (`code` and `reason`). What was accepted stays
                visible. A few rules cannot be accepted: there is no plan that could be carried out all the same.

                """
                + Arrays.stream(Code.values())
                        .map(MessagesTest::line)
                        .collect(
                                Collectors.joining(
                                        "\n",
                                        "| code | what | can be accepted |\n|---|---|---|\n",
                                        "\n"))
                + Arrays.stream(Code.values())
                        .map(MessagesTest::section)
                        .collect(Collectors.joining());
    }

    private static String line(Code code) {
        return "| ["
                + code.id()
                + "](#"
                + code.id().toLowerCase(java.util.Locale.ROOT)
                + ") | "
                + code.title()
                + " | "
                + (code.isAcknowledgeable() ? "yes" : "no")
                + " |";
    }

    private static String section(Code code) {
        Violation example =
                EXAMPLES.stream()
                        .map(Examples::violation)
                        .filter(violation -> violation.code() == code)
                        .findFirst()
                        .orElseThrow();
        return "\n## "
                + code.id()
                + "\n\n**"
                + code.title()
                + ".** Reason in conditions and events: `"
                + code.reason()
                + "`.\n\n- Why: "
                + sentence(example.reason())
                + "\n- Fix: "
                + sentence(example.fix())
                + "\n\n```\n"
                + example.message()
                + "\n```\n";
    }

    private static String sentence(String text) {
        String plain = text.replace("<", "&lt;").replace("|", "\\|");
        return Character.toUpperCase(plain.charAt(0)) + plain.substring(1) + ".";
    }
}
