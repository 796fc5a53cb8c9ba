package io.exactlyonce.operator.controller;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * A FlinkDeployment as far as a watch has to know it: which one, and that it changed. Spec and
 * status are left out and read when they are needed, so no odd resource can blind the watch,
 * nothing unknown can be lost, and a thousand of them fit into a small heap. Never written.
 */
@Group("flink.apache.org")
@Version("v1beta1")
@Kind("FlinkDeployment")
@Plural("flinkdeployments")
@JsonIgnoreProperties(
        value = {"spec", "status"},
        ignoreUnknown = true)
public final class FlinkDeploymentResource extends CustomResource<Void, Void>
        implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    public void setMetadata(ObjectMeta metadata) {
        super.setMetadata(Trimmed.metadata(metadata));
    }
}
