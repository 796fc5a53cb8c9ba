package io.exactlyonce.operator.ledger;

import io.exactlyonce.operator.condition.Condition;
import io.exactlyonce.operator.condition.ConditionStatus;
import io.exactlyonce.operator.condition.ConditionType;
import io.exactlyonce.operator.condition.Conditions;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.revision.Incarnation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A ledger as the resource {@code TransactionLedger}. Whatever a newer version wrote into the
 * status is kept; whatever makes no sense is left out, so that one odd field never costs the rest.
 */
public final class LedgerCodec {
    public static final String API_VERSION = "exactlyonce.io/v1alpha1";
    public static final String KIND = "TransactionLedger";

    /** Label by which the ledgers of one deployment are found. */
    public static final String DEPLOYMENT_LABEL = "exactlyonce.io/deployment";

    private static final Set<String> STATUS =
            Set.of(
                    "phase",
                    "since",
                    "expiresAt",
                    "live",
                    "latest",
                    "revisions",
                    "earlier",
                    "recovery",
                    "transactions",
                    "policy",
                    "checkpointDirectory",
                    "checkpointEndpoint",
                    "bootstrapServers",
                    "conditions");

    private LedgerCodec() {}

    /** The ledger in a resource; empty if the resource does not say whose it is. Never throws. */
    public static Optional<Ledger> read(Fields resource) {
        Optional<String> incarnation =
                resource.text("spec", "incarnation").filter(Incarnation::isValid);
        Optional<String> deployment = resource.text("spec", "deployment");
        Optional<String> namespace = resource.text("metadata", "namespace");
        if (incarnation.isEmpty() || deployment.isEmpty() || namespace.isEmpty()) {
            return Optional.empty();
        }
        LedgerIdentity identity =
                new LedgerIdentity(
                        namespace.get(),
                        deployment.get(),
                        new Incarnation(incarnation.get()),
                        resource.text("spec", "deploymentUid").orElse(""));
        Fields status = resource.object("status");
        return Optional.of(
                new Ledger(
                        identity,
                        phase(status),
                        new History(revisions(status), earlier(status)),
                        recovery(status),
                        TransactionLogCodec.read(status.object("transactions")),
                        new Care(
                                status.text("policy").orElse(""),
                                status.text("checkpointDirectory").orElse(""),
                                status.text("checkpointEndpoint").orElse(""),
                                status.text("bootstrapServers").orElse("")),
                        conditions(status),
                        foreign(status)));
    }

    /** The whole resource: name, namespace and label, spec, status. */
    public static Fields write(Ledger ledger) {
        LedgerIdentity identity = ledger.identity();
        Fields resource =
                Fields.EMPTY
                        .with(API_VERSION, "apiVersion")
                        .with(KIND, "kind")
                        .with(identity.name(), "metadata", "name")
                        .with(identity.namespace(), "metadata", "namespace")
                        .with(identity.deployment(), "metadata", "labels", DEPLOYMENT_LABEL)
                        .with(identity.deployment(), "spec", "deployment")
                        .with(identity.incarnation().value(), "spec", "incarnation");
        if (!identity.uid().isEmpty()) {
            resource = resource.with(identity.uid(), "spec", "deploymentUid");
        }
        return resource.with(status(ledger), "status");
    }

    /** The status alone, as it is written to the status subresource. */
    public static Fields status(Ledger ledger) {
        Map<String, Object> status = new LinkedHashMap<>(ledger.unknown().values());
        status.put("phase", ledger.phase().text());
        if (ledger.phase() instanceof Phase.Released released) {
            status.put("since", released.since().toString());
        }
        if (ledger.phase() instanceof Phase.Gone gone) {
            status.put("since", gone.since().toString());
            status.put("expiresAt", gone.expiresAt().toString());
        }
        ledger.live().ifPresent(live -> status.put("live", live.number()));
        History history = ledger.history();
        if (history.highest() > 0) {
            status.put("latest", history.highest());
        }
        status.put(
                "revisions",
                history.revisions().stream()
                        .map(record -> RevisionCodec.write(record).values())
                        .toList());
        status.put(
                "earlier",
                history.earlier().stream()
                        .map(range -> new TreeMap<>(Map.of("from", range.from(), "to", range.to())))
                        .toList());
        ledger.plannedRecovery().ifPresent(plan -> status.put("recovery", write(plan)));
        TransactionLogCodec.write(ledger.transactions())
                .ifPresent(log -> status.put("transactions", log));
        RevisionCodec.put(status, "policy", ledger.care().policy());
        RevisionCodec.put(status, "checkpointDirectory", ledger.care().checkpointDirectory());
        RevisionCodec.put(status, "checkpointEndpoint", ledger.care().endpoint());
        RevisionCodec.put(status, "bootstrapServers", ledger.care().brokers());
        List<Object> conditions = new ArrayList<>();
        ledger.conditions().all().forEach(condition -> conditions.add(write(condition)));
        conditions.addAll(ledger.unknown().list("conditions"));
        status.put("conditions", conditions);
        return new Fields(status);
    }

    private static Phase phase(Fields status) {
        Optional<Instant> since = RevisionCodec.instant(status, "since");
        String phase = status.text("phase").orElse("");
        if (since.isPresent() && phase.equals("Released")) {
            return new Phase.Released(since.get());
        }
        if (since.isPresent() && phase.equals("Gone")) {
            Phase.Gone gone = Phase.Gone.at(since.get());
            return RevisionCodec.instant(status, "expiresAt")
                    .map(expiry -> new Phase.Gone(gone.since(), expiry))
                    .orElse(gone);
        }
        return new Phase.Active();
    }

    private static List<RevisionRecord> revisions(Fields status) {
        Map<Integer, RevisionRecord> byNumber = new TreeMap<>();
        for (Fields fields : status.objects("revisions")) {
            RevisionCodec.read(fields).ifPresent(record -> byNumber.put(record.number(), record));
        }
        return List.copyOf(byNumber.values());
    }

    private static List<RevisionRange> earlier(Fields status) {
        List<RevisionRange> ranges = new ArrayList<>();
        for (Fields fields : status.objects("earlier")) {
            int from = RevisionCodec.revision(fields, "from").orElse(0);
            int to = RevisionCodec.revision(fields, "to").orElse(0);
            if (from > 0 && from <= to) {
                ranges.add(new RevisionRange(from, to));
            }
        }
        return ranges;
    }

    private static @Nullable PlannedRecovery recovery(Fields status) {
        Fields fields = status.object("recovery");
        Optional<String> path = fields.text("path");
        Optional<Integer> revision = RevisionCodec.revision(fields, "revision");
        Optional<Long> nonce = fields.number("nonce");
        Optional<Instant> decidedAt = RevisionCodec.instant(fields, "decidedAt");
        // A plan that is not whole is none: it would be decided again, from fresh evidence.
        if (path.isEmpty() || revision.isEmpty() || nonce.isEmpty() || decidedAt.isEmpty()) {
            return null;
        }
        return new PlannedRecovery(path.get(), revision.get(), nonce.get(), decidedAt.get());
    }

    private static Map<String, Object> write(PlannedRecovery plan) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", plan.path());
        fields.put("revision", plan.revision());
        fields.put("nonce", plan.nonce());
        fields.put("decidedAt", plan.decidedAt().toString());
        return fields;
    }

    private static Conditions conditions(Fields status) {
        Map<ConditionType, Condition> conditions = new TreeMap<>();
        for (Fields fields : status.objects("conditions")) {
            Optional<ConditionType> type = fields.text("type").flatMap(ConditionType::of);
            Optional<Instant> since = RevisionCodec.instant(fields, "lastTransitionTime");
            if (type.isPresent() && since.isPresent()) {
                conditions.put(
                        type.get(),
                        new Condition(
                                type.get(),
                                ConditionStatus.of(fields.text("status").orElse("")),
                                fields.text("reason").orElse(""),
                                fields.text("message").orElse(""),
                                fields.number("observedGeneration").orElse(0L),
                                since.get()));
            }
        }
        return new Conditions(List.copyOf(conditions.values()));
    }

    private static Map<String, Object> write(Condition condition) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", condition.type().text());
        fields.put("status", condition.status().text());
        fields.put("reason", condition.reason());
        fields.put("message", condition.message());
        fields.put("observedGeneration", condition.observedGeneration());
        fields.put("lastTransitionTime", condition.lastTransitionTime().toString());
        return fields;
    }

    /** What is not known here: fields, and conditions of other types. */
    private static Fields foreign(Fields status) {
        Fields rest = rest(status, STATUS);
        List<Map<String, Object>> conditions =
                status.objects("conditions").stream()
                        .filter(fields -> fields.text("type").isPresent())
                        .filter(fields -> fields.text("type").flatMap(ConditionType::of).isEmpty())
                        .map(Fields::values)
                        .toList();
        return conditions.isEmpty() ? rest : rest.with(conditions, "conditions");
    }

    /** The fields that are not known here. */
    static Fields rest(Fields fields, Set<String> known) {
        Map<String, Object> rest = new LinkedHashMap<>(fields.values());
        rest.keySet().removeAll(known);
        return new Fields(rest);
    }
}
