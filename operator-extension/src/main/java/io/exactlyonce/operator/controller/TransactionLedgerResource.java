package io.exactlyonce.operator.controller;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** A TransactionLedger as far as a watch has to know it: whose it is. Never written. */
@Group("exactlyonce.io")
@Version("v1alpha1")
@Kind("TransactionLedger")
@Plural("transactionledgers")
@JsonIgnoreProperties(
        value = {"spec", "status"},
        ignoreUnknown = true)
public final class TransactionLedgerResource extends CustomResource<Void, Void>
        implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    public void setMetadata(ObjectMeta metadata) {
        super.setMetadata(Trimmed.metadata(metadata));
    }
}
