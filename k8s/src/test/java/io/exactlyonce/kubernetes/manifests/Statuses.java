package io.exactlyonce.kubernetes.manifests;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Policies and ledgers with conditions as the operator writes them. */
final class Statuses {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Statuses() {}

    /** A policy of generation 3 whose condition Ready speaks of it. */
    static ObjectNode policy(String ready, String reason) {
        ObjectNode policy = object("ExactlyOncePolicy", "standard");
        policy.withObject("/metadata").put("generation", 3);
        policy.withObject("/status").put("observedGeneration", 3);
        return with(policy, "Ready", ready, reason);
    }

    /** A ledger with one condition, of generation 3 of its deployment; its own never passes 1. */
    static ObjectNode ledger(String type, String status, String reason) {
        ObjectNode ledger = object("TransactionLedger", "orders-abcdefgh");
        ledger.withObject("/metadata").put("generation", 1);
        ledger.putObject("spec").put("deployment", "orders").put("incarnation", "abcdefgh");
        ledger.withObject("/status").put("phase", "Active");
        return with(ledger, type, status, reason);
    }

    /** One more condition. */
    static ObjectNode with(ObjectNode object, String type, String status, String reason) {
        object.withArray("/status/conditions")
                .addObject()
                .put("type", type)
                .put("status", status)
                .put("observedGeneration", 3)
                .put("lastTransitionTime", "2026-11-22T15:00:00Z")
                .put("reason", reason)
                .put("message", "Why " + reason + ".");
        return object;
    }

    private static ObjectNode object(String kind, String name) {
        ObjectNode object = JSON.objectNode();
        object.put("apiVersion", "exactlyonce.io/v1alpha1").put("kind", kind);
        object.putObject("metadata").put("name", name).put("namespace", "streaming");
        return object;
    }
}
