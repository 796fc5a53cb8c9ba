package io.exactlyonce.operator.plan.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.ledger.Restore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotPathTest {

    @ParameterizedTest
    @CsvSource({
        "file:/data/chk-7, file:///data/chk-7",
        "s3://lab/chk-7, s3://lab/chk-7/",
        "s3://lab//chk-7, s3://lab/chk-7",
    })
    void spellingsOfOnePlaceAreTheSame(String one, String other) {
        assertThat(SnapshotPath.same(one, other)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"s3://lab/chk-7, s3://lab/chk-70", "s3://lab/chk-7, s3://other/chk-7"})
    void otherPlacesAreNot(String one, String other) {
        assertThat(SnapshotPath.same(one, other)).isFalse();
    }

    @Test
    void onlyACheckpointIsNamedByItsNumber() {
        assertThat(SnapshotPath.mode("s3://lab/1/chk-7")).isEqualTo(Restore.Mode.LAST_STATE);
        assertThat(SnapshotPath.mode("s3://lab/savepoint-1-a")).isEqualTo(Restore.Mode.SAVEPOINT);
    }
}
