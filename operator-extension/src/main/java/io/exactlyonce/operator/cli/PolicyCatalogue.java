package io.exactlyonce.operator.cli;

import io.exactlyonce.operator.deployment.Fields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The policies of files, by name and then by namespace; empty text for one without. */
final class PolicyCatalogue {
    private static final String ANY = "";
    private static final String DEFAULT = "default";

    private final Map<String, Map<String, Manifest>> policies = new TreeMap<>();

    /**
     * From files.
     *
     * @param named on the command line: these win
     * @param found among the files to verify
     */
    static PolicyCatalogue of(List<Manifest> named, List<Manifest> found) throws WrongUseException {
        PolicyCatalogue catalogue = new PolicyCatalogue();
        catalogue.add(named);
        List<Manifest> others = new ArrayList<>(found);
        others.removeIf(policy -> catalogue.of(policy.name()).containsKey(policy.namespace()));
        catalogue.add(others);
        return catalogue;
    }

    private void add(List<Manifest> manifests) throws WrongUseException {
        for (Manifest policy : manifests) {
            Manifest other =
                    policies.computeIfAbsent(policy.name(), name -> new TreeMap<>())
                            .putIfAbsent(policy.namespace(), policy);
            if (other != null && !other.object().equals(policy.object())) {
                throw new WrongUseException(
                        policy.place()
                                + " and "
                                + other.place()
                                + " have different ExactlyOncePolicies of the same name "
                                + policy.name()
                                + ": verify one environment at a time, or choose one with --policy");
            }
        }
    }

    private Map<String, Manifest> of(String name) {
        return policies.getOrDefault(name, Map.of());
    }

    List<Manifest> all() {
        return policies.values().stream().map(Map::values).flatMap(Collection::stream).toList();
    }

    /** The policy of a namespace; one without a namespace is applied along with the deployment. */
    Optional<Fields> find(String namespace, String name) {
        Map<String, Manifest> candidates = of(name);
        Manifest policy = candidates.getOrDefault(namespace, candidates.get(ANY));
        return Optional.ofNullable(policy)
                .map(found -> found.object().with(namespace, "metadata", "namespace"));
    }

    /** The namespace of a deployment whose file names none. */
    String namespaceFor(String policy) {
        Map<String, Manifest> candidates = of(policy);
        boolean leavesItOpen = candidates.size() != 1 || candidates.containsKey(ANY);
        return leavesItOpen ? DEFAULT : candidates.keySet().iterator().next();
    }
}
