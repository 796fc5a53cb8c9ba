package io.exactlyonce.helm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.certmanager.api.model.v1.Issuer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The types of Kubernetes, cert-manager and the Prometheus Operator, as strict as an API server
 * that validates fields: no unknown field, no number for a text, no text for a number.
 */
final class KubernetesTypes {
    private static final Map<String, Class<? extends HasMetadata>> KINDS =
            Stream.<Class<? extends HasMetadata>>of(
                            Certificate.class,
                            ClusterRole.class,
                            ClusterRoleBinding.class,
                            ConfigMap.class,
                            CustomResourceDefinition.class,
                            Deployment.class,
                            Issuer.class,
                            MutatingWebhookConfiguration.class,
                            Namespace.class,
                            Pod.class,
                            PodDisruptionBudget.class,
                            PodMonitor.class,
                            PrometheusRule.class,
                            Role.class,
                            RoleBinding.class,
                            Service.class,
                            ServiceAccount.class,
                            ValidatingWebhookConfiguration.class)
                    .collect(Collectors.toMap(HasMetadata::getKind, Function.identity()));

    private static final JsonMapper STRICT = mapper();

    private KubernetesTypes() {}

    private static JsonMapper mapper() {
        JsonMapper mapper =
                JsonMapper.builder()
                        .annotationIntrospector(new NoRest())
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .build();
        for (CoercionInputShape shape :
                new CoercionInputShape[] {
                    CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
                }) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
        return mapper;
    }

    /** The types of the client keep what they do not know; here that has to be seen. */
    private static final class NoRest extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }

    /** What is wrong with an object, with the path of it; empty if nothing. */
    static Optional<String> problem(Manifest manifest) {
        Class<? extends HasMetadata> type = KINDS.get(manifest.kind());
        if (type == null) {
            return Optional.of("no type is known for " + manifest.id());
        }
        if (!HasMetadata.getApiVersion(type).equals(manifest.json().path("apiVersion").asText())) {
            return Optional.of(
                    "%s is not of %s".formatted(manifest.id(), HasMetadata.getApiVersion(type)));
        }
        try {
            STRICT.treeToValue(manifest.json(), type);
            return Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.of(manifest.id() + ": " + e.getMessage());
        }
    }
}
