package io.exactlyonce.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Policies of somebody who may edit policies and nothing else. Each file names the violations that
 * must be found, all of them and no other, and the bounds and addresses it is judged with.
 */
class HostilePolicyTest {

    static Stream<Path> hostile() throws IOException {
        return PolicyFiles.in("hostile");
    }

    @Test
    void thereAreEnoughOfThem() throws IOException {
        assertThat(hostile()).hasSizeGreaterThanOrEqualTo(25);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void everyViolationIsNamedAndNoOther(Path file) {
        List<String> expected = PolicyFiles.notes(file, "expect");

        List<String> messages = messages(file);

        assertThat(expected).isNotEmpty();
        assertThat(messages).hasSameSizeAs(expected);
        expected.forEach(
                fragment -> assertThat(messages).anyMatch(message -> message.contains(fragment)));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void messagesAreOneLineThatEndsWithTheFix(Path file) {
        assertThat(messages(file))
                .allSatisfy(
                        message ->
                                assertThat(message)
                                        .doesNotContainPattern("\\p{Cntrl}")
                                        .doesNotContain("hunter2", "AKIA")
                                        .endsWith(".")
                                        .contains(": "));
    }

    private static List<String> messages(Path file) {
        PolicyReading reading = PolicyReader.read(PolicyFiles.parse(PolicyFiles.text(file)));
        List<PolicyViolation> violations =
                reading instanceof PolicyReading.Invalid invalid
                        ? invalid.violations()
                        : PolicyTrust.violations(
                                ((PolicyReading.Valid) reading).policy(),
                                new EndpointBounds(PolicyFiles.notes(file, "allowed")),
                                addresses(file));
        return violations.stream().map(PolicyViolation::message).toList();
    }

    private static Map<String, List<byte[]>> addresses(Path file) {
        return PolicyFiles.notes(file, "resolves").stream()
                .map(note -> note.split("="))
                .collect(
                        Collectors.toMap(
                                note -> note[0],
                                note ->
                                        Stream.of(note[1].split(" "))
                                                .map(HostilePolicyTest::bytes)
                                                .toList()));
    }

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
