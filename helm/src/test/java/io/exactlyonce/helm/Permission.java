package io.exactlyonce.helm;

import com.fasterxml.jackson.databind.JsonNode;
import io.exactlyonce.operator.apiserver.AuditedCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One verb on one resource that a role gives.
 *
 * @param role kind and name
 * @param namespace of the role; empty for the whole cluster
 * @param group of the API; empty for the core
 * @param resource with its subresource
 * @param names of objects; empty for all
 */
record Permission(
        String role,
        String namespace,
        String group,
        String resource,
        Set<String> names,
        String verb) {

    /** What the rendered bindings give to a service account. */
    static List<Permission> of(List<Manifest> objects, String account) {
        return objects.stream()
                .filter(object -> object.kind().endsWith("RoleBinding"))
                .filter(binding -> isFor(binding, account))
                .flatMap(binding -> of(role(objects, binding).orElseThrow()).stream())
                .toList();
    }

    private static boolean isFor(Manifest binding, String account) {
        return binding.json()
                .path("subjects")
                .valueStream()
                .anyMatch(
                        subject ->
                                subject.path("kind").asText().equals("ServiceAccount")
                                        && subject.path("name").asText().equals(account));
    }

    private static Optional<Manifest> role(List<Manifest> objects, Manifest binding) {
        return objects.stream()
                .filter(object -> object.kind().equals(binding.json().at("/roleRef/kind").asText()))
                .filter(object -> object.name().equals(binding.json().at("/roleRef/name").asText()))
                .filter(object -> object.namespace().equals(binding.namespace()))
                .findFirst();
    }

    private static List<Permission> of(Manifest role) {
        List<Permission> permissions = new ArrayList<>();
        for (JsonNode rule : role.json().path("rules")) {
            for (String group : texts(rule, "apiGroups")) {
                for (String resource : texts(rule, "resources")) {
                    for (String verb : texts(rule, "verbs")) {
                        permissions.add(
                                new Permission(
                                        role.kind() + "/" + role.name(),
                                        role.namespace(),
                                        group,
                                        resource,
                                        Set.copyOf(texts(rule, "resourceNames")),
                                        verb));
                    }
                }
            }
        }
        return permissions;
    }

    private static List<String> texts(JsonNode rule, String field) {
        return rule.path(field).valueStream().map(JsonNode::asText).toList();
    }

    /**
     * Whether a request needs this. A list or watch of one object is recorded without its name by
     * older servers; RBAC has judged it with the name all the same.
     */
    boolean gives(AuditedCall call) {
        return (namespace.isEmpty() || namespace.equals(call.namespace()))
                && group.equals(call.group())
                && resource.equals(call.resource())
                && verb.equals(call.verb())
                && (names.isEmpty() || call.name().isEmpty() || names.contains(call.name()));
    }

    @Override
    public String toString() {
        return "%s%s: %s %s%s%s"
                .formatted(
                        role,
                        namespace.isEmpty() ? "" : " in " + namespace,
                        verb,
                        resource,
                        group.isEmpty() ? "" : "." + group,
                        names.isEmpty()
                                ? ""
                                : names.stream().sorted().collect(Collectors.toList()).toString());
    }
}
