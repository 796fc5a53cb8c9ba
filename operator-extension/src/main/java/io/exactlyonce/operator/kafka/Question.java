package io.exactlyonce.operator.kafka;

/**
 * What is asked of brokers, for messages.
 *
 * @param what they are asked for, as in "the brokers were asked for …"
 * @param right that it takes, as {@code DESCRIBE TransactionalId eo1.shop.*}; brokers say only that
 *     one is missing
 */
record Question(String what, String right) {}
