package io.exactlyonce.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoragePathTest {
    private static final StoragePath STORAGE = path("s3://flink/prod");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://flink/prod",
                "s3://flink/prod/",
                "s3://flink//prod/a",
                "s3://flink/./prod/a/b",
                "s3a://flink/prod/a",
                "s3p://flink/prod/a",
                "S3://flink/prod/a",
                "s3://flink/prod/ns/name/chk-12/_metadata",
                "s3://flink/prod/a..b"
            })
    void sameStoreAndBelowIsWithin(String uri) {
        assertThat(STORAGE.contains(uri)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://flink",
                "s3://flink/",
                "s3://flink/production",
                "s3://flink/pro",
                "s3://flink/Prod",
                "s3://flink/other/prod",
                "s3://other/prod",
                "s3://Flink/prod",
                "s3://flink.evil.com/prod",
                "gs://flink/prod",
                "file:///flink/prod",
                "hdfs://flink/prod",
                "/prod/a",
                "prod",
                "s3:/flink/prod",
                "s3:///flink/prod",
                "s3://flink/prod/..",
                "s3://flink/prod/../prod/a",
                "s3://flink/prod/...",
                "s3://flink/prod/%2e%2e/a",
                "s3://flink/prod/%2E./a",
                "s3://flink/prod/..%2fa",
                "s3://flink/prod/%252e%252e/a",
                "s3://flink%2fprod/a",
                "s3://flink/prod\\..\\a",
                "s3://flink\\prod/a",
                "s3://flink/prod/a?versionId=1",
                "s3://flink/prod#/../a",
                "s3://flink/prod/a\u0000b",
                "s3://flink/prod/a\nb",
                "s3://flink/prod/a b",
                "s3://flink/prod/*",
                "s3://user:secret@flink/prod",
                "s3://flink:80/prod",
                "s3://flink@evil/prod",
                "s3://evil@flink/prod",
                " s3://flink/prod",
                "s3://flink/prod/\u2025/a",
                "s3://flink/prod/\uff0e\uff0e/a",
                "s3://flink/prod\u2215..",
                "jar:s3://flink/prod!/a",
                ""
            })
    void anythingElseIsNot(String uri) {
        assertThat(STORAGE.contains(uri)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "file:/mnt/flink, file:///mnt/flink/a, true",
        "file:///mnt/flink, FILE:/mnt//flink/a, true",
        "file:///mnt/flink, file://host/mnt/flink/a, false",
        "hdfs://NameNode:8020/flink, hdfs://namenode:8020/flink/a, true",
        "hdfs://namenode:8020/flink, hdfs://namenode:8021/flink/a, false",
        "abfs://c@account.dfs.core.windows.net/f, abfss://c@Account.dfs.core.windows.net/f/a, true",
        "abfs://c@account.dfs.core.windows.net/f, abfs://d@account.dfs.core.windows.net/f/a, false",
        "s3://flink, s3://flink/anything, true"
    })
    void eachStoreHasItsOwnNotionOfTheSamePlace(String storage, String uri, boolean within) {
        assertThat(path(storage).contains(uri)).isEqualTo(within);
    }

    /** A slash too few is the usual slip. */
    @ParameterizedTest
    @ValueSource(strings = {"s3:/flink/prod", "s3:///flink", "hdfs:/flink"})
    void withoutBucketOrHostThatIsWhatIsSaid(String uri) {
        assertThat(StoragePath.read(uri))
                .isInstanceOfSatisfying(
                        StoragePath.Refused.class,
                        refused -> assertThat(refused.reason()).contains("no bucket or host"));
    }

    @Test
    void normalFormIsReadBackAsItself() {
        for (String uri : List.of("s3a://b//x/./y/", "file:/mnt", "hdfs://n:1/a", "s3://b")) {
            StoragePath path = path(uri);

            assertThat(path(path.toString())).isEqualTo(path);
        }
        assertThat(path("s3a://b//x/./y/")).hasToString("s3a://b/x/y");
        assertThat(path("file:/mnt/x")).hasToString("file:///mnt/x");
    }

    @Test
    void directoriesOfDeploymentsAreApartAndWithinTheStorage() {
        DeploymentDirectories first =
                DeploymentDirectories.of(STORAGE, "payments", "orders", "k3j5x7aq");
        DeploymentDirectories again =
                DeploymentDirectories.of(STORAGE, "payments", "orders", "b2c4d6e7");

        assertThat(first.checkpoints())
                .hasToString("s3://flink/prod/payments/orders/k3j5x7aq/checkpoints");
        assertThat(first.savepoints())
                .hasToString("s3://flink/prod/payments/orders/k3j5x7aq/savepoints");
        assertThat(first.highAvailability())
                .hasToString("s3://flink/prod/payments/orders/k3j5x7aq/ha");
        assertThat(STORAGE.contains(first.highAvailability())).isTrue();
        assertThat(first.root().contains(again.checkpoints())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "a/b", "%2e%2e", "a\\b"})
    void nameThatCouldLeadOutIsNoSegment(String name) {
        assertThatThrownBy(() -> STORAGE.resolve("payments", name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'");
    }

    private static StoragePath path(String uri) {
        return StoragePath.of(uri).orElseThrow();
    }
}
