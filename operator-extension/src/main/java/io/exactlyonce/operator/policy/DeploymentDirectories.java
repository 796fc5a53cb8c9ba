package io.exactlyonce.operator.policy;

/**
 * Directories of one deployment: {@code <storage>/<namespace>/<name>/<incarnation>/…}. The
 * incarnation belongs in: a deployment that was deleted and created again would else find HA
 * metadata and {@code chk-*} of its predecessor, and restore or delete what is not its own.
 *
 * @param root directory above the others, shared with no other deployment
 * @param checkpoints for {@code execution.checkpointing.dir}
 * @param savepoints for {@code execution.checkpointing.savepoint-dir}
 * @param highAvailability for {@code high-availability.storageDir}
 */
public record DeploymentDirectories(
        StoragePath root,
        StoragePath checkpoints,
        StoragePath savepoints,
        StoragePath highAvailability) {
    /**
     * The directories under a policy's storage.
     *
     * @param incarnation text of the incarnation
     * @throws IllegalArgumentException if a name is no plain segment of a path
     */
    public static DeploymentDirectories of(
            StoragePath storage, String namespace, String name, String incarnation) {
        StoragePath own = storage.resolve(namespace, name, incarnation);
        return new DeploymentDirectories(
                own, own.resolve("checkpoints"), own.resolve("savepoints"), own.resolve("ha"));
    }
}
