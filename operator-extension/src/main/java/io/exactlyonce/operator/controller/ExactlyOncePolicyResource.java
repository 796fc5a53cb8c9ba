package io.exactlyonce.operator.controller;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** An ExactlyOncePolicy as far as a watch has to know it: that it changed. Never written. */
@Group("exactlyonce.io")
@Version("v1alpha1")
@Kind("ExactlyOncePolicy")
@Plural("exactlyoncepolicies")
@JsonIgnoreProperties(
        value = {"spec", "status"},
        ignoreUnknown = true)
public final class ExactlyOncePolicyResource extends CustomResource<Void, Void>
        implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    public void setMetadata(ObjectMeta metadata) {
        super.setMetadata(Trimmed.metadata(metadata));
    }
}
