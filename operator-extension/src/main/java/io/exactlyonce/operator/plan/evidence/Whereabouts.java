package io.exactlyonce.operator.plan.evidence;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.deployment.FlinkKey;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.ledger.Care;
import io.exactlyonce.operator.plan.upstream.Deployed;
import io.exactlyonce.operator.policy.Checkpoints;
import io.exactlyonce.operator.policy.KafkaClientSettings;
import io.exactlyonce.operator.policy.Policy;
import io.exactlyonce.operator.revision.RevisionMark;
import java.util.Optional;

/**
 * Where the job that upstream started last writes to. An edit of its policy restarts nothing, so
 * the policy may name other places since; and the policy's are the ones that are asked. What they
 * say is then not of this job: brokers that know no transaction of it prove nothing, and a store
 * that was filled by a copy holds an older checkpoint as its newest.
 *
 * @param brokers bootstrap servers; empty text if unknown
 * @param endpoint of S3; empty text if unknown, or if it is the user's own: that one differed from
 *     the policy's when it was admitted, as another name of the same store
 */
public record Whereabouts(String brokers, String endpoint) {
    /** Nothing is known, so nothing is known to differ. */
    public static final Whereabouts UNKNOWN = new Whereabouts("", "");

    private static final String AWS = "s3.amazonaws.com";

    /** What a ledger has room for; of more, nothing is remembered. */
    private static final int LONGEST_ENDPOINT = 1024;

    private static final int LONGEST_BROKERS = 4096;

    /** Of what upstream deployed; unknown if that was no revision. */
    public static Whereabouts of(FlinkDeployment deployment) {
        Fields spec = Deployed.of(deployment).spec();
        FlinkConfiguration configuration = FlinkConfiguration.of(spec);
        if (configuration.value(RevisionKeys.PREFIX).isEmpty()) {
            return UNKNOWN;
        }
        return new Whereabouts(
                configuration
                        .value(KafkaClientSettings.BOOTSTRAP_KEY)
                        .filter(text -> text.length() <= LONGEST_BROKERS)
                        .orElse(""),
                endpoint(configuration, deployment));
    }

    private static String endpoint(FlinkConfiguration configuration, FlinkDeployment deployment) {
        Optional<String> set = configuration.value(FlinkKey.S3_ENDPOINT);
        boolean own =
                set.isPresent()
                        && RevisionMark.of(deployment)
                                .map(RevisionMark::injected)
                                .filter(it -> it.value(FlinkKey.S3_ENDPOINT.name()).isEmpty())
                                .isPresent();
        return own ? "" : set.filter(text -> text.length() <= LONGEST_ENDPOINT).orElse(AWS);
    }

    /** Of a deployment that is gone. */
    public static Whereabouts of(Care care) {
        return new Whereabouts(care.brokers(), care.endpoint());
    }

    /** What is still known of a job that upstream says nothing of any more. */
    public Whereabouts orElse(Whereabouts before) {
        return equals(UNKNOWN) ? before : this;
    }

    /** That the policy names other brokers, as a clause; empty if it does not. */
    public Optional<String> otherBrokers(Policy policy) {
        return brokers.isEmpty() || policy.kafka().covers(brokers)
                ? Optional.empty()
                : Optional.of(
                        "the job was started with the brokers "
                                + brokers
                                + ", and those of the policy are "
                                + policy.kafka().bootstrapServers());
    }

    /** That the policy names another S3 endpoint, as a clause; empty if it does not. */
    public Optional<String> otherStore(Policy policy) {
        Checkpoints.Storage storage = policy.checkpoints().storage();
        return endpoint.isEmpty()
                        || !storage.root().store().equals("s3")
                        || storage.isBehind(endpoint)
                ? Optional.empty()
                : Optional.of(
                        "the job keeps its snapshots behind the S3 endpoint "
                                + endpoint
                                + ", and that of the policy is "
                                + storage.s3IfAny()
                                        .flatMap(Checkpoints.S3::endpointIfAny)
                                        .map(Object::toString)
                                        .orElse("the one of AWS"));
    }
}
