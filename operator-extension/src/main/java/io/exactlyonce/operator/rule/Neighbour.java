package io.exactlyonce.operator.rule;

/**
 * Another deployment whose directories and transactional ids must not be ours as well.
 *
 * @param namespace of the other deployment
 * @param name of the other deployment
 * @param checkpointDirectory its configured directory, empty text if it has none
 * @param prefix its transactional-id prefix, empty text if it has none
 */
public record Neighbour(String namespace, String name, String checkpointDirectory, String prefix) {}
