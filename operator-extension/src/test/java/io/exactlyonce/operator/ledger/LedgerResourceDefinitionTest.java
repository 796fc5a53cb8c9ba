package io.exactlyonce.operator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.deployment.Fields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The custom resource definition says what the codec writes. */
class LedgerResourceDefinitionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Path FILE =
            Path.of("../k8s/base/crds/transactionledgers.exactlyonce.io.yaml");
    private static final Fields VERSION = read(FILE).object("spec").objects("versions").get(0);
    private static final Fields STATUS = schema("status");
    private static final Fields REVISION = STATUS.object("properties", "revisions", "items");

    @Test
    void everyFieldThatIsWrittenIsInTheSchemaAndNoOther() {
        Set<String> written = new TreeSet<>();
        for (Phase phase : List.of(new Phase.Active(), Phase.Gone.at(NOW))) {
            Fields resource = LedgerCodec.write(Ledgers.full("shop", phase));
            paths("spec", resource.object("spec"), written);
            paths("status", resource.object("status"), written);
        }
        Set<String> declared = new TreeSet<>();
        properties("spec", schema("spec"), declared);
        properties("status", STATUS, declared);

        assertThat(written).isEqualTo(declared);
    }

    @Test
    void choicesAreThoseOfTheCode() {
        assertThat(REVISION.list("properties", "outcome", "enum"))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Outcome.values()).map(Outcome::text).toList());
        assertThat(REVISION.list("properties", "restore", "properties", "mode", "enum"))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Restore.Mode.values()).map(Restore.Mode::text).toList());
        assertThat(STATUS.list("properties", "conditions", "items", "properties", "status", "enum"))
                .containsExactlyElementsOf(
                        Arrays.stream(ConditionStatus.values())
                                .map(ConditionStatus::text)
                                .toList());
        assertThat(
                        STATUS.list(
                                "properties",
                                "transactions",
                                "properties",
                                "stalled",
                                "items",
                                "properties",
                                "cause",
                                "enum"))
                .containsExactlyElementsOf(
                        Arrays.stream(StalledPartition.Cause.values())
                                .map(StalledPartition.Cause::text)
                                .toList());
        assertThat(STATUS.list("properties", "phase", "enum"))
                .containsExactly(
                        new Phase.Active().text(),
                        new Phase.Released(NOW).text(),
                        Phase.Gone.at(NOW).text());
    }

    /** A status with one more would be refused, as a whole. */
    @Test
    void listsHoldAsManyAsTheLogKeeps() {
        Fields log = STATUS.object("properties", "transactions", "properties");

        assertThat(log.number("ended", "maxItems")).hasValue((long) TransactionLog.ENDED);
        assertThat(log.number("losses", "maxItems")).hasValue((long) TransactionLog.LOSSES);
    }

    @Test
    void conditionsAreNamedAndMergedByType() {
        Fields conditions = STATUS.object("properties", "conditions");

        assertThat(conditions.text("description"))
                .hasValue(
                        String.join(
                                        ", ",
                                        Arrays.stream(ConditionType.values())
                                                .map(ConditionType::text)
                                                .toList())
                                + ".");
        assertThat(conditions.list("x-kubernetes-list-map-keys")).containsExactly("type");
        assertThat(STATUS.list("properties", "revisions", "x-kubernetes-list-map-keys"))
                .containsExactly("number");
    }

    @Test
    void everyFieldIsDescribed() {
        assertThat(undescribed("spec", schema("spec"))).isEmpty();
        assertThat(undescribed("status", STATUS)).isEmpty();
    }

    /** An older API server explains nothing below a part that keeps unknown fields. */
    @Test
    void kubectlCanExplainEverything() throws IOException {
        assertThat(Files.readString(FILE)).doesNotContain("preserve-unknown-fields");
        assertThat(VERSION.has("subresources", "status")).isTrue();
    }

    /** The server makes an age of a date, and {@code <invalid>} of one that lies ahead. */
    @Test
    void timesAheadAreNoDateColumns() {
        assertThat(VERSION.objects("additionalPrinterColumns"))
                .filteredOn(column -> column.text("type").filter("date"::equals).isPresent())
                .extracting(column -> column.text("jsonPath").orElseThrow())
                .containsExactly(".metadata.creationTimestamp");
    }

    private static List<String> undescribed(String path, Fields schema) {
        Stream<String> here =
                schema.text("description").isPresent() ? Stream.empty() : Stream.of(path);
        Fields properties = schema.object("properties");
        Stream<String> below =
                properties.names().stream()
                        .flatMap(
                                name ->
                                        undescribed(path + "." + name, properties.object(name))
                                                .stream());
        Stream<String> items =
                schema.has("items")
                        ? undescribed(path + "[]", schema.object("items")).stream()
                        : Stream.empty();
        return Stream.of(here, below, items).flatMap(all -> all).toList();
    }

    private static void paths(String path, Object value, Set<String> found) {
        if (value instanceof Fields fields) {
            fields.names().forEach(name -> paths(path + "." + name, next(fields, name), found));
        } else if (value instanceof List<?> list) {
            list.forEach(member -> paths(path + "[]", typed(member), found));
        } else {
            found.add(path);
        }
    }

    private static Object next(Fields fields, String name) {
        return typed(fields.at(name).orElseThrow());
    }

    private static Object typed(Object value) {
        return value instanceof Map<?, ?> ? Fields.EMPTY.with(value, "x").object("x") : value;
    }

    private static void properties(String path, Fields schema, Set<String> found) {
        if (schema.has("properties")) {
            Fields properties = schema.object("properties");
            properties
                    .names()
                    .forEach(name -> properties(path + "." + name, properties.object(name), found));
        } else if (schema.has("items")) {
            properties(path + "[]", schema.object("items"), found);
        } else {
            found.add(path);
        }
    }

    private static Fields schema(String name) {
        return VERSION.object("schema", "openAPIV3Schema", "properties", name);
    }

    private static Fields read(Path file) {
        try {
            return new Fields(
                    new YAMLMapper()
                            .readValue(
                                    Files.readString(file),
                                    new TypeReference<Map<String, Object>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
