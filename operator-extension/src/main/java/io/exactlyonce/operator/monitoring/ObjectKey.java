package io.exactlyonce.operator.monitoring;

/** An object of the cluster, by namespace and name. */
record ObjectKey(String namespace, String name) {}
