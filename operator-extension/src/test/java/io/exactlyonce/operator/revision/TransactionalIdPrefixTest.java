package io.exactlyonce.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionalIdPrefixTest {
    private static final Incarnation INCARNATION = new Incarnation("abcdefg2");
    private static final TransactionalIdPrefix PREFIX =
            new TransactionalIdPrefix("eo1", "shop", "orders", INCARNATION, 42);

    @Test
    void formatHasFixedWidthAndATerminator() {
        assertThat(PREFIX.format()).isEqualTo("eo1.shop.orders.abcdefg2.r000042.");
    }

    /** As the connector's {@code TransactionalIdFactory} builds them. */
    @ParameterizedTest
    @CsvSource({
        "eo1.shop.orders.abcdefgh.r000042.out.-7-1027, 7",
        "eo1.shop.orders.abcdefgh.r000042.dead-letters.-0-0, 0",
        "eo1.shop.orders.abcdefgh.r000042.out.-3, -1",
        "eo1.shop.orders.abcdefgh.r000042.out.-99999999999-1, -1",
        "eo1.shop.orders.abcdefgh.r000042.eo-probe, -1",
        "somebody-elses-4-12, -1",
    })
    void idOfASinkNamesItsSubtask(String id, int subtask) {
        assertThat(TransactionalIdPrefix.subtask(id).orElse(-1)).isEqualTo(subtask);
    }

    @Test
    void prefixOfASinkEndsWithItsNameAndTheTerminator() {
        assertThat(PREFIX.forSink("dead-letters"))
                .isEqualTo("eo1.shop.orders.abcdefg2.r000042.dead-letters.");
    }

    @Test
    void everyViolationIsReportedAtOnce() {
        assertThatThrownBy(
                        () -> new TransactionalIdPrefix("EO", "a.b", "1st", INCARNATION, 1_000_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("spec.transactions.idStem is 'EO'")
                .hasMessageContaining("metadata.namespace is 'a.b'")
                .hasMessageContaining("metadata.name is '1st'")
                .hasMessageContaining("revision is '1000000'");
    }

    @ParameterizedTest
    @CsvSource({
        "orders.eu, a dot ends a field",
        "Orders, upper case",
        "1orders, a digit first",
        "-orders, a hyphen first",
        "orders-, a hyphen last",
        "o_rders, an underscore",
        "'', empty",
        "a234567890123456789012345678901234567890123456, 46 characters"
    })
    void nameThatUpstreamWouldRefuseIsRefused(String name, String why) {
        List<FieldViolation> violations = TransactionalIdPrefix.violations("eo1", "shop", name, 1);

        assertThat(violations).as(why).hasSize(1);
        assertThat(violations.get(0).field()).isEqualTo("metadata.name");
        assertThat(violations.get(0).message())
                .startsWith("metadata.name is '" + name + "': ")
                .contains("Use at most 45 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "Shop", "-shop", "shop-", ""})
    void namespaceThatIsNoDnsLabelIsRefused(String namespace) {
        assertThat(TransactionalIdPrefix.violations("eo1", namespace, "orders", 1))
                .extracting(FieldViolation::field)
                .containsExactly("metadata.namespace");
    }

    @Test
    void longestNamesAreAccepted() {
        TransactionalIdPrefix longest =
                new TransactionalIdPrefix(
                        "s".repeat(40),
                        "9".repeat(63),
                        "n".repeat(45),
                        INCARNATION,
                        TransactionalIdPrefix.MAX_REVISION);

        assertThat(TransactionalIdPrefix.parse(longest.format())).contains(longest);
        assertThat(TransactionalIdPrefix.violations("eo1", "9".repeat(64), "orders", 1)).hasSize(1);
        assertThat(TransactionalIdPrefix.violations("s".repeat(41), "shop", "orders", 1))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "eo1.shop.orders.abcdefg2.r000042",
                "eo1.shop.orders.abcdefg2.r42.",
                "eo1.shop.orders.abcdefg2.r0000042.",
                "eo1.shop.orders.abcdefg2.r000000.",
                "eo1.shop.orders.ABCDEFG2.r000042.",
                "eo1.shop.orders.abcdefg2.r000042.sink.",
                "eo1.shop.or.ders.abcdefg2.r000042.",
                "eo1..orders.abcdefg2.r000042.",
                "eo1.shop.orders.abcdefg2.r٠٠٠٠٤٢."
            })
    void anyOtherTextIsNoPrefix(String text) {
        assertThat(TransactionalIdPrefix.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "a b", "ä"})
    void sinkNameThatWouldBreakThePrefixIsRefused(String sink) {
        assertThatThrownBy(() -> PREFIX.forSink(sink))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("sink name is '" + sink + "'");
    }

    /** Seeded; short fields over few characters make near misses such as r1/r10 frequent. */
    @Test
    void noPrefixIsTheStartOfAnotherAndParseIsTheInverseOfFormat() {
        Random random = new Random(20_261_122);
        TreeSet<String> revisions = new TreeSet<>();
        TreeSet<String> sinks = new TreeSet<>();
        for (int i = 0; i < 20_000; i++) {
            TransactionalIdPrefix prefix = anyPrefix(random);
            assertThat(TransactionalIdPrefix.parse(prefix.format())).contains(prefix);
            revisions.add(prefix.format());
            sinks.add(prefix.forSink(label(random, 3)));
        }

        assertThat(revisions).hasSizeGreaterThan(10_000);
        assertThat(startsOfTheNext(revisions)).isEmpty();
        assertThat(startsOfTheNext(sinks)).isEmpty();
        assertThat(startsOfTheNext(new TreeSet<>(List.of("eo.r1", "eo.r10", "eo.r2"))))
                .as("the check itself finds what it looks for")
                .containsExactly("eo.r1");
    }

    /** In sorted order, whatever starts with a text follows it directly. */
    private static List<String> startsOfTheNext(TreeSet<String> sorted) {
        List<String> related = new ArrayList<>();
        for (String text : sorted) {
            String next = sorted.higher(text);
            if (next != null && next.startsWith(text)) {
                related.add(text);
            }
        }
        return related;
    }

    private static TransactionalIdPrefix anyPrefix(Random random) {
        String[] incarnations = {"abcdefg2", "abcdefg3", "aaaaaaaa"};
        int[] revisions = {1, 10, 100, 100_000, random.nextInt(999_999) + 1};
        return new TransactionalIdPrefix(
                label(random, 2),
                label(random, 3),
                label(random, 3),
                new Incarnation(incarnations[random.nextInt(incarnations.length)]),
                revisions[random.nextInt(revisions.length)]);
    }

    private static String label(Random random, int maxLength) {
        String letters = "ab";
        String inner = "a-r0";
        StringBuilder label = new StringBuilder();
        label.append(letters.charAt(random.nextInt(letters.length())));
        int more = random.nextInt(maxLength);
        for (int i = 0; i < more; i++) {
            label.append(inner.charAt(random.nextInt(inner.length())));
        }
        return label.append(letters.charAt(random.nextInt(letters.length()))).toString();
    }
}
