package io.exactlyonce.operator.admission;

import io.exactlyonce.operator.deployment.Fields;
import io.fabric8.kubernetes.api.model.KubernetesResource;

/**
 * The object of a review, as it came: a typed class would lose fields it does not know, and refuse
 * a resource of a newer version.
 *
 * @param fields everything
 */
@SuppressWarnings("serial") // Serializable by its interface only; nobody serialises a request.
record RawObject(Fields fields) implements KubernetesResource {}
