package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.policy.StoragePath;
import io.exactlyonce.operator.rule.Neighbour.Place;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * EO1103. Recovery looks for the newest {@code <dir>/<job id>/chk-*} of a lineage, and Flink
 * deletes under its own directory: neither may meet another deployment's snapshots. The same holds
 * for high-availability metadata, of which each cluster id has a directory.
 */
final class StorageShared implements Rule {

    @Override
    public Code code() {
        return Code.CHECKPOINT_STORAGE_SHARED;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        Map<Boolean, List<Violation>> directories =
                Directory.of(configuration).stream()
                        .collect(
                                Collectors.partitioningBy(
                                        directory ->
                                                AddedEarlier.isOurs(input, directory.setting()),
                                        Collectors.flatMapping(
                                                directory -> sharedCheckpoints(directory, input),
                                                Collectors.toList())));
        Stream<Violation> metadata =
                configuration.found(FlinkKey.HIGH_AVAILABILITY_STORAGE).stream()
                        .flatMap(setting -> sharedMetadata(setting, input));
        // What we added lies in one place: whoever meets one of its directories meets all of them.
        return Stream.of(
                        directories.getOrDefault(false, List.of()).stream(),
                        directories.getOrDefault(true, List.of()).stream().limit(1),
                        metadata,
                        sharedNode(configuration, input))
                .flatMap(Function.identity())
                .toList();
    }

    private Stream<Violation> sharedCheckpoints(Directory directory, RuleInput input) {
        StoragePath root = input.policy().checkpoints().storage().root();
        Observed setting = directory.setting();
        if (directory.is(root)) {
            return Stream.of(everybodys(setting, root));
        }
        Place place = Place.of(setting.value());
        return Overlap.of(
                input.surroundings().neighbours().withCheckpointsIn(place).stream()
                        .filter(neighbour -> isOther(neighbour, input)))
                .map(
                        overlap ->
                                violation(
                                        input,
                                        setting,
                                        overlap,
                                        "its checkpoints in "
                                                + Shown.of(overlap.first().checkpoints().text())))
                .stream();
    }

    /** Told before there is another one, which would be refused for what this one did. */
    private Violation everybodys(Observed setting, StoragePath root) {
        return setting.violation(
                code(),
                ", the policy's storage itself, in which every other deployment gets its"
                        + " directories",
                "one of them could restore or delete what belongs to another",
                "Remove it: then a directory of its own under " + root + " is added");
    }

    private Stream<Violation> sharedMetadata(Observed setting, RuleInput input) {
        Place place = Place.of(setting.value());
        String name = input.proposal().after().name();
        return Overlap.of(
                input.surroundings().neighbours().withMetadataIn(name, place).stream()
                        .filter(neighbour -> isOther(neighbour, input)))
                .map(
                        overlap ->
                                violation(
                                        input,
                                        setting,
                                        overlap,
                                        "the metadata of the same cluster id, its name, there"))
                .stream();
    }

    private Stream<Violation> sharedNode(EffectiveConfiguration configuration, RuleInput input) {
        MetadataPlace place = MetadataPlace.of(configuration.merged());
        String name = input.proposal().after().name();
        return Overlap.of(
                input.surroundings().neighbours().withZooKeeperNode(name, place).stream()
                        .filter(neighbour -> isOther(neighbour, input)))
                .flatMap(
                        overlap ->
                                configuration
                                        .found(FlinkKey.HIGH_AVAILABILITY)
                                        .map(setting -> node(setting, overlap, place, name)))
                .stream();
    }

    private Violation node(Observed setting, Overlap overlap, MetadataPlace place, String name) {
        return setting.violation(
                code(),
                ", and "
                        + overlap.who()
                        + " keeps its metadata in the same ZooKeeper node, /"
                        + place.root()
                        + "/"
                        + name
                        + overlap.others(),
                "each takes the other's last checkpoint for its own, and upstream deletes the node"
                        + " with either of the two",
                "Set " + FlinkKey.HIGH_AVAILABILITY_ROOT.name() + " to a path of its own");
    }

    static boolean isOther(Neighbour neighbour, RuleInput input) {
        return !neighbour.name().equals(input.proposal().after().name())
                || !neighbour.namespace().equals(input.proposal().after().namespace());
    }

    private Violation violation(RuleInput input, Observed setting, Overlap overlap, String what) {
        return setting.violation(
                code(),
                ", and " + overlap.who() + " keeps " + what + overlap.others(),
                "one of the two could restore or delete what belongs to the other",
                AddedEarlier.fix(
                        input,
                        setting,
                        "Remove it: then a directory of this deployment alone is added",
                        "Mend "
                                + overlap.who()
                                + ", which has to keep its checkpoints elsewhere: this directory"
                                + " was added for this deployment alone"));
    }
}
