package io.exactlyonce.operator.plan;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.manifest.DeploymentReader;
import io.exactlyonce.operator.manifest.Json;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.InjectedBlock;
import io.exactlyonce.operator.revision.RevisionMark;
import io.exactlyonce.operator.revision.TransactionalIdPrefix;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A recorded watch of a real FlinkDeployment, as it would have looked with us: each generation gets
 * the annotations and keys that admission would have given it, and so do upstream's own records of
 * the spec, by the generation that they were made of.
 */
final class UpstreamTraces {
    private final Incarnation incarnation;
    private final List<Integer> revisions;
    private final Map<String, Integer> stable = new HashMap<>();
    private Fields spec = Fields.EMPTY;
    private int highest;

    /**
     * @param name of the trace and of its deployment
     * @param revisions number of each generation, the first one first
     */
    UpstreamTraces(String name, List<Integer> revisions) {
        this.incarnation = Incarnation.of("create-" + name);
        this.revisions = revisions;
    }

    static List<Fields> events(String name) {
        String file = "/upstream-traces/" + name + ".jsonl";
        try (InputStream in = UpstreamTraces.class.getResourceAsStream(file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(text.split("\n")).map(UpstreamTraces::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The deployment after an event; null once it is deleted. */
    @Nullable FlinkDeployment after(Fields event) {
        if (event.text("event").orElseThrow().equals("DELETED")) {
            return null;
        }
        long generation = event.number("metadata", "generation").orElseThrow();
        int revision = revisions.get((int) generation - 1);
        highest = Math.max(highest, revision);
        if (event.has("spec")) {
            spec = event.object("spec");
        }
        InjectedBlock block = block(event, revision);
        Fields object =
                Fields.EMPTY
                        .with(event.object("metadata"), "metadata")
                        .with("uid-" + incarnation, "metadata", "uid")
                        .with("standard", "metadata", "labels", FlinkDeployment.POLICY_LABEL)
                        .with(block.addTo(spec), "spec")
                        .with(status(event), "status");
        object = new RevisionMark(incarnation, revision, highest, block).writeTo(object);
        return DeploymentReader.read(object);
    }

    private Fields status(Fields event) {
        Fields status = event.object("status");
        long observed = status.number("observedGeneration").orElse(1L);
        for (String record : List.of("lastReconciledSpec", "lastStableSpec")) {
            String text = status.text("reconciliationStatus", record).orElse("");
            if (!text.isEmpty()) {
                Fields parsed = parse(text);
                int recent = revisions.get((int) observed - 1);
                int revision =
                        record.equals("lastStableSpec")
                                ? stable.computeIfAbsent(text, first -> recent)
                                : recent;
                Fields marked = block(event, revision).addTo(parsed.object("spec"));
                status =
                        status.with(
                                Json.write(parsed.with(marked, "spec")),
                                "reconciliationStatus",
                                record);
            }
        }
        return status;
    }

    private InjectedBlock block(Fields event, int revision) {
        TransactionalIdPrefix prefix =
                new TransactionalIdPrefix(
                        "eo1",
                        event.text("metadata", "namespace").orElseThrow(),
                        event.text("metadata", "name").orElseThrow(),
                        incarnation,
                        revision);
        return InjectedBlock.of(
                Map.of(
                        RevisionKeys.REVISION,
                        Integer.toString(revision),
                        RevisionKeys.PREFIX,
                        prefix.format()));
    }

    private static Fields parse(String text) {
        try {
            return Json.read(text);
        } catch (ManifestException e) {
            throw new IllegalStateException(e);
        }
    }
}
