package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import java.util.List;

/**
 * EO1103. Recovery looks for the newest {@code <dir>/<job id>/chk-*} of a lineage, and Flink
 * deletes under its own directory: neither may meet another deployment's snapshots.
 */
final class StorageShared implements Rule {

    @Override
    public Code code() {
        return Code.CHECKPOINT_STORAGE_SHARED;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        return Directory.of(EffectiveConfiguration.of(input)).stream()
                .flatMap(
                        directory ->
                                input.surroundings().neighbours().stream()
                                        .filter(
                                                neighbour ->
                                                        !neighbour.checkpointDirectory().isEmpty())
                                        .filter(neighbour -> isOther(neighbour, input))
                                        .filter(
                                                neighbour ->
                                                        directory.overlaps(
                                                                neighbour.checkpointDirectory()))
                                        .map(neighbour -> violation(directory, neighbour)))
                .toList();
    }

    static boolean isOther(Neighbour neighbour, RuleInput input) {
        return !neighbour.name().equals(input.proposal().after().name())
                || !neighbour.namespace().equals(input.proposal().after().namespace());
    }

    private Violation violation(Directory directory, Neighbour neighbour) {
        return directory
                .setting()
                .violation(
                        code(),
                        ", and FlinkDeployment "
                                + neighbour.namespace()
                                + "/"
                                + neighbour.name()
                                + " keeps its checkpoints in "
                                + Shown.of(neighbour.checkpointDirectory()),
                        "one of the two could restore or delete what belongs to the other",
                        "Remove it: then a directory of this deployment alone is added");
    }
}
