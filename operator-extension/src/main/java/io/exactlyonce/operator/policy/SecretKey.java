package io.exactlyonce.operator.policy;

/**
 * One entry of a Secret in the policy's namespace.
 *
 * @param name name of the Secret
 * @param key key in its data
 */
public record SecretKey(String name, String key) {}
