package io.exactlyonce.operator;

import io.javaoperatorsdk.operator.Operator;

/** Adds a controller with its adapters; called once, before anything is started. */
@FunctionalInterface
interface ControllerRegistration {
    void register(Operator operator);
}
