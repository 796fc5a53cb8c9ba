package io.exactlyonce.operator.plan.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.revision.InjectedBlock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What counts as another storage, as the pods that run see it. */
class StorageMoveTest {
    private static final String DIRECTORY = "execution.checkpointing.savepoint-dir";

    @Test
    void anotherDirectoryOfTheBucketIsNoMove() {
        assertThat(between("s3://b/one", "s3://b/two").isNone()).isTrue();
        assertThat(between("s3://b/one", "s3://c/one").text())
                .isEqualTo("savepoints s3://b → s3://c");
    }

    /** Any part of the path may be a mount that the running pods do not have. */
    @Test
    void anotherPathWithoutABucketIsAMove() {
        assertThat(between("file:///a/sp", "file:///b/sp").text())
                .isEqualTo("savepoints file:///a/sp → file:///b/sp");
        assertThat(between("file:///a/sp", "file:///a/sp/").isNone()).isTrue();
    }

    @Test
    void anotherSchemeOfTheSameBucketIsAnotherFileSystem() {
        StorageMove move = between("s3://b/sp", "s3a://b/sp");

        assertThat(move.title()).isEqualTo("reaches the storage through another file system");
        assertThat(move.text()).startsWith("savepoints s3://b → s3a://b (the same bucket;");
        assertThat(between("s3://b/sp", "gs://b/sp").title()).isEqualTo("moves the storage");
    }

    @Test
    void keyIsThePolicysWhereWeAddedIt() {
        StorageMove ours =
                StorageMove.between(
                        spec("s3://a/sp"),
                        spec("s3://b/sp"),
                        InjectedBlock.of(Map.of(DIRECTORY, "s3://b/sp")));

        assertThat(ours.isOfPolicy()).isTrue();
        assertThat(ours.keys()).isEmpty();
        assertThat(between("s3://a/sp", "s3://b/sp").keys()).containsExactly(DIRECTORY);
    }

    private static StorageMove between(String before, String after) {
        return StorageMove.between(spec(before), spec(after), InjectedBlock.EMPTY);
    }

    private static Fields spec(String directory) {
        return FlinkConfiguration.withEntry(Fields.EMPTY, DIRECTORY, directory);
    }
}
