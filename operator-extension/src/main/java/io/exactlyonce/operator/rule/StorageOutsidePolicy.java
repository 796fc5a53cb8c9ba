package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.policy.Checkpoints;
import io.exactlyonce.operator.policy.HttpEndpoint;
import io.exactlyonce.operator.policy.StoragePath;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * EO1104. What the operator may read, and so what it can protect and recover from, lies under the
 * policy's storage and behind its endpoint (design, "Trust"). S3 endpoints are read under all names
 * of Flink's S3 plugins, those of single buckets included.
 */
final class StorageOutsidePolicy implements Rule {
    private static final Pattern ENDPOINT =
            Pattern.compile(
                    "(s3|s3a|fs\\.s3a|presto\\.s3|hive\\.s3)(\\.bucket\\.[^.]+)?\\.endpoint");

    @Override
    public Code code() {
        return Code.CHECKPOINT_STORAGE_OUTSIDE_POLICY;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        Checkpoints.Storage storage = input.policy().checkpoints().storage();
        Stream<Violation> directories =
                Directory.of(configuration).stream()
                        .filter(directory -> !directory.isLocal() || storage.durableFileStorage())
                        .filter(directory -> !directory.liesUnder(storage.root()))
                        .map(directory -> outside(input, directory, storage.root()));
        return Stream.of(directories, noSubdirectory(configuration), endpoints(input, storage))
                .flatMap(found -> found)
                .toList();
    }

    /** Then checkpoints are {@code <dir>/chk-*}: of which job, nobody can tell. */
    private Stream<Violation> noSubdirectory(EffectiveConfiguration configuration) {
        return configuration.found(FlinkKey.CHECKPOINT_SUBDIRECTORY).stream()
                .filter(setting -> !configuration.flag(FlinkKey.CHECKPOINT_SUBDIRECTORY, true))
                .map(
                        setting ->
                                setting.violation(
                                        code(),
                                        "checkpoints then lie outside of the directory of their job"
                                                + " id, the only place where they are looked for, so"
                                                + " nobody can tell which transactions they still"
                                                + " need, and a failed job cannot be recovered from"
                                                + " them",
                                        "Remove it"));
    }

    private Violation outside(RuleInput input, Directory directory, StoragePath root) {
        return directory
                .setting()
                .violation(
                        code(),
                        ", outside the policy's storage " + root,
                        "snapshots there cannot be read, so nobody can tell which transactions they"
                                + " still need, and a failed job cannot be recovered from them",
                        AddedEarlier.fix(
                                input,
                                directory.setting(),
                                "Remove it: then a directory of its own under "
                                        + root
                                        + " is added",
                                AddedEarlier.ADOPT));
    }

    private Stream<Violation> endpoints(RuleInput input, Checkpoints.Storage storage) {
        if (!storage.root().store().equals("s3")) {
            return Stream.empty();
        }
        Optional<HttpEndpoint> expected = storage.s3IfAny().flatMap(Checkpoints.S3::endpointIfAny);
        EffectiveConfiguration configuration = EffectiveConfiguration.of(input);
        return configuration.merged().entries().keySet().stream()
                .filter(key -> ENDPOINT.matcher(key).matches())
                .flatMap(key -> configuration.found(key).stream())
                .filter(setting -> !storage.isBehind(setting.value()))
                .map(setting -> elsewhere(input, setting, expected));
    }

    private Violation elsewhere(
            RuleInput input, Observed setting, Optional<HttpEndpoint> expected) {
        String policy = expected.map(HttpEndpoint::toString).orElse("that of AWS");
        return setting.violation(
                code(),
                ", while the policy's endpoint is " + policy,
                "the job would keep its checkpoints in a store that is not looked at, so nobody can"
                        + " tell which transactions they still need",
                AddedEarlier.fix(
                        input,
                        setting,
                        "Remove it, or change spec.checkpoints.s3.endpoint of the policy",
                        AddedEarlier.ADOPT_IF_THE_SAME));
    }
}
