package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.condition.Violation;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.policy.KafkaClientSettings;
import io.exactlyonce.operator.policy.SecretVariable;
import io.exactlyonce.operator.revision.RevisionMark;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * EO1109. {@code kubernetes.env.secretKeyRef} is one value with all entries: what the user set
 * there is the user's, so that missing entries can only be asked for.
 */
final class CredentialsMissing implements Rule {

    @Override
    public Code code() {
        return Code.CREDENTIALS_MISSING;
    }

    @Override
    public List<Violation> check(RuleInput input) {
        List<SecretVariable> needed = KafkaClientSettings.secretVariables(input.policy());
        Optional<Observed> setting =
                EffectiveConfiguration.of(input).found(FlinkKey.SECRET_ENVIRONMENT);
        String present = setting.map(Observed::value).orElse("");
        List<SecretVariable> given = SecretVariable.parse(present);
        List<SecretVariable> missing =
                needed.stream().filter(variable -> !given.contains(variable)).toList();
        if (missing.isEmpty()) {
            return List.of();
        }
        return List.of(
                new Violation(
                        code(),
                        Violation.configuration(FlinkKey.SECRET_ENVIRONMENT.name()),
                        setting.map(Observed::text).orElse("not set")
                                + ", without the policy's "
                                + missing.stream()
                                        .map(SecretVariable::variable)
                                        .collect(Collectors.joining(", ")),
                        "the job cannot sign in to the brokers or the storage of the policy, and"
                                + " never gets to commit anything",
                        fix(input, setting, "Set it to \"" + complete(present, missing) + "\"")));
    }

    /** The next revision of a deployment that said nothing of it gets what the policy needs. */
    private static String fix(RuleInput input, Optional<Observed> setting, String ofTheUsers) {
        if (setting.isPresent()) {
            return AddedEarlier.fix(input, setting.get(), ofTheUsers, AddedEarlier.ADOPT);
        }
        return RevisionMark.of(input.proposal().after()).isPresent()
                ? "Set annotation exactlyonce.io/adopt-policy to a new value, which opens a revision"
                        + " with it"
                : ofTheUsers;
    }

    /** What the user has, without other values for the same variables, and what is missing. */
    private static String complete(String present, List<SecretVariable> missing) {
        List<String> names = missing.stream().map(SecretVariable::variable).toList();
        String kept =
                List.of(present.split(";")).stream()
                        .map(String::strip)
                        .filter(entry -> !entry.isEmpty())
                        .filter(
                                entry ->
                                        SecretVariable.parse(entry).stream()
                                                .noneMatch(
                                                        other -> names.contains(other.variable())))
                        .map(entry -> entry.replaceAll("\\p{Cntrl}", "?"))
                        .collect(Collectors.joining(";"));
        return (kept.isEmpty() ? "" : kept + ";") + SecretVariable.join(missing);
    }
}
