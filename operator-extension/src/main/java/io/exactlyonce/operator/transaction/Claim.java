package io.exactlyonce.operator.transaction;

import io.exactlyonce.operator.snapshot.SnapshotAddress;
import java.util.Comparator;

/**
 * A snapshot that somebody may start from, so that what it holds pending is not to be aborted.
 *
 * @param snapshot which one
 * @param starter name of the deployment that is started from it; empty text for the newest of the
 *     incarnation that is judged
 * @param mustBeThere whether it says nothing that there is no such snapshot. Nobody gets anything
 *     out of another deployment's start that does not exist, such as one with a slip in its path
 */
public record Claim(SnapshotAddress snapshot, String starter, boolean mustBeThere)
        implements Comparable<Claim> {
    private static final Comparator<Claim> ORDER =
            Comparator.comparing(Claim::snapshot)
                    .thenComparing(Claim::starter)
                    .thenComparing(Claim::mustBeThere);

    /** The newest one of the incarnation that is judged. */
    public static Claim own(SnapshotAddress snapshot) {
        return new Claim(snapshot, "", true);
    }

    /** For messages, as the beginning of a sentence. */
    String title() {
        return "snapshot "
                + snapshot.path()
                + (starter.isEmpty() ? "" : ", which FlinkDeployment " + starter + " starts from,");
    }

    @Override
    public int compareTo(Claim other) {
        return ORDER.compare(this, other);
    }
}
