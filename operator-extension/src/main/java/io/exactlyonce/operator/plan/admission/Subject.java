package io.exactlyonce.operator.plan.admission;

import io.exactlyonce.operator.revision.Incarnation;

/**
 * The revision that is being completed.
 *
 * @param namespace of the deployment
 * @param name of the deployment
 * @param incarnation of the deployment
 * @param revision number that is being given out or kept
 */
record Subject(String namespace, String name, Incarnation incarnation, int revision) {}
