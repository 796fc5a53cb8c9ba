package io.exactlyonce.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.DeploymentStatus;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.ledger.Outcome;
import io.exactlyonce.operator.plan.evidence.FlinkObservation;
import io.exactlyonce.operator.plan.evidence.FlinkObservation.Checkpoints;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What the upstream operator 1.15 really did, event by event. The JobManager answers whenever its
 * job is RUNNING or restarts, and has completed a checkpoint the second time it is asked.
 */
class UpstreamReplayTest {
    private final LedgerScene scene = new LedgerScene();
    private final List<String> steps = new ArrayList<>();

    @Test
    void orders() {
        replay("orders", List.of(1, 2, 2, 3, 4, 5, 5));

        assertThat(steps)
                .containsExactly(
                        "0 r1 Planned",
                        "2 r1 Deploying",
                        "8 r1 Live",
                        "10 r1 Live, r2 Planned",
                        "11 r1 Superseded, r2 Deploying",
                        // Suspended and resumed in mid-upgrade: upstream deploys what is current.
                        "14 r1 Superseded, r2 Unknown, r3 Planned",
                        "15 r1 Superseded, r2 Unknown, r3 Deploying",
                        "22 r1 Superseded, r2 Unknown, r3 Live",
                        "23 r1 Retired, r2 Unknown, r3 Live",
                        "24 r1 Retired, r2 Unknown, r3 Live, r4 Planned",
                        "25 r1 Retired, r2 Unknown, r3 Superseded, r4 Deploying",
                        "31 r1 Retired, r2 Unknown, r3 Superseded, r4 Deploying, r5 Planned",
                        "32 r1 Retired, r2 Unknown, r3 Superseded, r4 Superseded, r5 Deploying",
                        "38 r1 Retired, r2 Unknown, r3 Superseded, r4 Superseded, r5 Live",
                        "39 r1 Retired, r2 Unknown, r3 Retired, r4 Superseded, r5 Live",
                        "41 r1 Retired, r2 Unknown, r3 Retired, r4 Superseded, r5 Superseded");
        assertThat(starts())
                .containsExactly(
                        "r1 Stateless confirmed",
                        "r2 Unknown",
                        "r3 Savepoint confirmed",
                        "r4 Savepoint",
                        "r5 Savepoint confirmed");
        assertThat(scene.told()).doesNotContain("RestoredFromNothing", "RestoredElsewhere");
    }

    @Test
    void totals() {
        replay("totals", List.of(1, 2, 2, 3, 4, 5, 6, 6));

        assertThat(steps)
                .containsExactly(
                        "0 r1 Planned",
                        "2 r1 Deploying",
                        "8 r1 Live",
                        "10 r1 Live, r2 Planned",
                        "12 r1 Superseded, r2 Deploying",
                        "15 r1 Superseded, r2 Deploying, r3 Planned",
                        "19 r1 Superseded, r2 Live, r3 Planned",
                        "20 r1 Superseded, r2 Superseded, r3 Deploying",
                        // main() fails: it is deployed, and never runs.
                        "25 r1 Superseded, r2 Superseded, r3 Deploying, r4 Planned",
                        "26 r1 Superseded, r2 Superseded, r3 Superseded, r4 Deploying",
                        "32 r1 Superseded, r2 Superseded, r3 Superseded, r4 Live",
                        // The savepoint is that of r1 and r2, which shared a job id.
                        "33 r1 Retired, r2 Retired, r3 Superseded, r4 Live",
                        "34 r1 Retired, r2 Retired, r3 Superseded, r4 Live, r5 Planned",
                        "35 r1 Retired, r2 Retired, r3 Superseded, r4 Superseded, r5 Deploying",
                        "43 r1 Retired, r2 Retired, r3 Superseded, r4 Superseded, r5 Deploying, r6"
                                + " Planned",
                        "46 r1 Retired, r2 Retired, r3 Superseded, r4 Superseded, r5 Live, r6"
                                + " Planned",
                        "49 r1 Retired, r2 Retired, r3 Superseded, r4 Superseded, r5 Superseded, r6"
                                + " Unknown");
        assertThat(starts()).startsWith("r1 Stateless confirmed", "r2 LastState confirmed");
        assertThat(scene.told()).contains("RestoredFromLastState");
    }

    @Test
    void held() {
        replay("held", List.of(1, 1, 1, 2, 2));

        assertThat(steps)
                .containsExactly(
                        "0 r1 Planned",
                        "3 r1 Deploying",
                        "9 r1 Live",
                        "13 r1 Live, r2 Planned",
                        "14 r1 Superseded, r2 Deploying",
                        "20 r1 Deploying, r2 RolledBack",
                        "24 r1 Superseded, r2 RolledBack");
        assertThat(scene.told()).startsWith("ReadyToRun").containsOnlyOnce("RolledBack");
    }

    @Test
    void nodir() {
        replay("nodir", List.of(1, 1));

        assertThat(steps).containsExactly("0 r1 Planned", "4 r1 Unknown");
    }

    @Test
    void dead() {
        replay("dead", List.of(1, 1));

        assertThat(steps).containsExactly("0 r1 Planned", "2 r1 Deploying", "8 r1 Failed");
        assertThat(scene.told()).containsExactly("Deploying", "Failed");
    }

    private void replay(String name, List<Integer> revisions) {
        UpstreamTraces trace = new UpstreamTraces(name, revisions);
        String asked = "";
        String last = "";
        List<Fields> events = UpstreamTraces.events(name);
        for (int i = 0; i < events.size(); i++) {
            scene.deployment = trace.after(events.get(i));
            scene.flink = scene.deployment == null ? null : jobManager(scene.deployment, asked);
            asked = scene.flink == null ? "" : scene.flink.jobId() + scene.flink.revision();
            scene.look();
            looksTheSameASecondTime();
            neverTwoLive();
            if (!LedgerScene.outcomes(ledger()).equals(last)) {
                last = LedgerScene.outcomes(ledger());
                steps.add(i + " " + last);
            }
        }
    }

    private Ledger ledger() {
        assertThat(scene.ledgers).hasSize(1);
        return scene.ledgers.values().iterator().next();
    }

    private List<String> starts() {
        return ledger().history().revisions().stream()
                .map(
                        record ->
                                "r"
                                        + record.number()
                                        + " "
                                        + record.restore().mode().text()
                                        + (record.restore().confirmed() ? " confirmed" : ""))
                .toList();
    }

    private void neverTwoLive() {
        assertThat(ledger().history().revisions())
                .filteredOn(record -> record.outcome() == Outcome.LIVE)
                .hasSizeLessThanOrEqualTo(1);
    }

    private void looksTheSameASecondTime() {
        Map<String, Ledger> before = Map.copyOf(scene.ledgers);
        int told = scene.events.size();
        scene.look();
        assertThat(scene.ledgers).isEqualTo(before);
        assertThat(scene.events).hasSize(told);
    }

    static @Nullable FlinkObservation jobManager(FlinkDeployment deployment, String asked) {
        DeploymentStatus status = deployment.status();
        String state = status.jobState().orElse("");
        boolean reachable = status.jobManagerState().filter("READY"::equals).isPresent();
        if (!reachable || !List.of("RUNNING", "RESTARTING").contains(state)) {
            return null;
        }
        Fields spec = status.reconciledSpec();
        int revision = RevisionKeys.revisionOf(spec).orElseThrow();
        String jobId = status.jobId().orElseThrow();
        String path = status.upgradeSavepointPath().orElse("");
        String restored =
                path.equals(Deployed.LAST_STATE)
                        ? "s3://lab/" + deployment.name() + "/cp/" + jobId + "/chk-7"
                        : path;
        boolean again =
                asked.equals(jobId + RevisionKeys.revisionOf(spec)) && state.equals("RUNNING");
        Snapshot first = new Snapshot("s3://lab/x/chk-8", 8, jobId, null, false);
        return new FlinkObservation(
                Map.of(
                        RevisionKeys.REVISION,
                        Integer.toString(revision),
                        RevisionKeys.PREFIX,
                        PrefixSeries.of(spec).orElseThrow()),
                jobId,
                state,
                0,
                null,
                new Checkpoints(
                        true,
                        again ? first : null,
                        restored.isEmpty() ? null : new Snapshot(restored, 7, "", null, false)));
    }
}
