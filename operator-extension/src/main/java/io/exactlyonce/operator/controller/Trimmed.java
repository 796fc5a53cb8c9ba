package io.exactlyonce.operator.controller;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/** Metadata without what takes room: managed fields, and the whole manifest in an annotation. */
final class Trimmed {
    private Trimmed() {}

    static ObjectMeta metadata(ObjectMeta full) {
        return new ObjectMetaBuilder()
                .withNamespace(full.getNamespace())
                .withName(full.getName())
                .withUid(full.getUid())
                .withLabels(full.getLabels())
                .withResourceVersion(full.getResourceVersion())
                .withGeneration(full.getGeneration())
                .withDeletionTimestamp(full.getDeletionTimestamp())
                .build();
    }
}
