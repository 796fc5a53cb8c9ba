package io.exactlyonce.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KubernetesTranslationTest {
    private static final KubernetesTranslation.Place PLACE =
            new KubernetesTranslation.Place("a1", 8081, "127.0.0.1:2181", "/data/flink");

    @Test
    void whatWasAdmittedReachesTheJobUnchanged() {
        Map<String, String> admitted =
                Map.of(
                        "heartbeat.timeout", "15 s",
                        "exactly-once.revision", "7",
                        "execution.checkpointing.dir", "s3://b/c",
                        "state.backend.type", "rocksdb");

        assertThat(translated(admitted, 2)).containsAllEntriesOf(admitted);
    }

    @Test
    void keysOfUpstreamAndOfNativeModeStayBehind() {
        Map<String, String> result =
                translated(
                        Map.of(
                                "kubernetes.operator.savepoint.format.type", "NATIVE",
                                "kubernetes.env.secretKeyRef", "env:A,secret:b,key:c",
                                "job.autoscaler.enabled", "false"),
                        2);

        assertThat(result.keySet())
                .noneMatch(key -> key.startsWith("kubernetes.") || key.startsWith("job."));
    }

    @Test
    void configMapsBecomeZooKeeperAndTheStorageDirectoryStays() {
        Map<String, String> result =
                translated(Map.of("high-availability.storageDir", "s3://b/ha"), 2);

        assertThat(result)
                .containsEntry("high-availability.type", "zookeeper")
                .containsEntry("high-availability.zookeeper.quorum", "127.0.0.1:2181")
                .containsEntry("high-availability.storageDir", "s3://b/ha");
    }

    @Test
    void anotherKindOfHighAvailabilityIsNotGuessed() {
        Revision revision =
                new Revision(1, 2, Map.of("high-availability.type", "NONE"), Map.of(), null);

        assertThatThrownBy(() -> new KubernetesTranslation(revision, PLACE).configuration())
                .hasMessageContaining("high-availability.type is NONE");
    }

    @Test
    void whatIsAdmittedIsNeverSilentlyReplaced() {
        assertThatThrownBy(() -> translated(Map.of("taskmanager.memory.managed.size", "4g"), 2))
                .hasMessageContaining("taskmanager.memory.managed.size is set to 4g");
    }

    @Test
    void tasksShareTwoTaskManagersUnlessSlotsAreConfigured() {
        assertThat(translated(Map.of(), 3)).containsEntry("taskmanager.numberOfTaskSlots", "2");
        assertThat(revision(Map.of(), 3).taskManagers()).isEqualTo(2);
        assertThat(revision(Map.of(), 1).taskManagers()).isEqualTo(2);
        Map<String, String> configured = Map.of("taskmanager.numberOfTaskSlots", "1");
        assertThat(translated(configured, 3)).containsEntry("taskmanager.numberOfTaskSlots", "1");
        assertThat(revision(configured, 3).taskManagers()).isEqualTo(3);
    }

    @Test
    void theGroupIsThePrefixWithoutItsRevision() {
        String key = "exactly-once.sink.transactional-id-prefix";

        Revision revision = revision(Map.of(key, "eo1.ns.name.abcdefgh.r000012."), 1);

        assertThat(revision.group()).isEqualTo("eo1.ns.name.abcdefgh");
    }

    private static Map<String, String> translated(Map<String, String> admitted, int parallelism) {
        return new KubernetesTranslation(revision(admitted, parallelism), PLACE).configuration();
    }

    private static Revision revision(Map<String, String> admitted, int parallelism) {
        Map<String, String> all = new HashMap<>(admitted);
        all.put("high-availability.type", "kubernetes");
        return new Revision(7, parallelism, all, Map.of(), "s3://b/savepoint-1");
    }
}
