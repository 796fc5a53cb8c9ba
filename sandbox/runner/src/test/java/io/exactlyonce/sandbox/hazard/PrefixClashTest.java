package io.exactlyonce.sandbox.hazard;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.job.harness.TestJob;
import io.exactlyonce.operator.condition.Code;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.RevisionKeys;
import io.exactlyonce.operator.plan.admission.AdmissionPlan;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hazard H8: one prefix is the start of another one. With POOLING a job that starts aborts every
 * open transaction in its topics whose id starts with its prefix, and no delimiter ends a prefix.
 */
class PrefixClashTest {
    @RegisterExtension static final HazardBench BENCH = new HazardBench();

    @Test
    void withoutUsAJobThatStartsAbortsWhatAnotherOneIsWriting() {
        Story longer = Story.of(BENCH, "clash-eu", CopyJob.STOCK.withPrefix("clash-eu"));
        TestJob victim = started(longer, pooling());
        longer.copy(50);
        assertThat(longer.kafka().openTransactions("clash-eu")).isNotEmpty();

        Story shorter = longer.beside("clash", CopyJob.STOCK.withPrefix("clash"));
        started(shorter, pooling().andThen(writing(longer.out()))::apply);

        assertThat(longer.kafka().openTransactions("clash-eu")).isEmpty();
        victim.checkpoint();
        longer.copy(10);
        victim.checkpoint();
        longer.awaitVisible(10);
        assertThat(longer.visible()).as("50 records are lost, and the job is green").hasSize(10);
        assertThat(longer.kafka().uncommittedLag(longer.out())).isZero();
        assertThat(victim.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(victim.restarts()).isZero();
    }

    @Test
    void withUsTheSameTwoNamesLeaveEachOtherAlone() {
        Story longer = Story.of(BENCH, "apart-eu", CopyJob.OURS);
        TestJob first = started(longer, pooling());
        longer.copy(50);
        List<String> open = longer.open(longer.upstream().running());
        assertThat(open).isNotEmpty();

        Story shorter = longer.beside("apart", CopyJob.OURS);
        TestJob second = started(shorter, pooling().andThen(writing(longer.out()))::apply);

        assertThat(longer.open(longer.upstream().running())).isEqualTo(open);
        first.checkpoint();
        longer.awaitVisible(50);
        assertThat(longer.visible()).isEqualTo(longer.input());
        assertThat(first.restarts()).isZero();
        assertThat(second.restarts()).isZero();
    }

    @Test
    void withUsNoPrefixIsTheStartOfAnother() {
        Story story = Story.of(BENCH, "fields", CopyJob.OURS);
        story.revise(1);
        String first = prefix(story);
        for (int revision = 2; revision <= 10; revision++) {
            story.revise(revision);
        }
        assertThat(prefix(story)).doesNotStartWith(first).endsWith(".r000010.");
        assertThat(first).endsWith(".r000001.");

        Story chosen = story.beside("chosen-10", CopyJob.OURS);
        assertThat(chosen.apply(object -> byHand(object, "chosen-10")))
                .isInstanceOfSatisfying(
                        AdmissionPlan.Refuse.class,
                        refusal -> assertThat(codes(refusal)).contains(Code.PREFIX_SET_BY_HAND));
        assertThat(chosen.apply(object -> accepted(byHand(object, "chosen-10"))))
                .isInstanceOf(AdmissionPlan.Admit.class);
        Story clashing = story.beside("chosen-1", CopyJob.OURS);
        assertThat(clashing.apply(object -> accepted(byHand(object, "chosen-1"))))
                .as("of two that somebody answers for, the second")
                .isInstanceOfSatisfying(
                        AdmissionPlan.Refuse.class,
                        refusal -> assertThat(codes(refusal)).containsExactly(Code.PREFIX_CLASH));
    }

    private static TestJob started(Story story, UnaryOperator<Fields> difference) {
        assertThat(story.apply(difference)).isInstanceOf(AdmissionPlan.Admit.class);
        return story.upstream().deploy(null).job().awaitRunning();
    }

    private static UnaryOperator<Fields> pooling() {
        return object -> configured(object, "exactly-once.sink.naming-strategy", "POOLING");
    }

    /** POOLING looks for open transactions in the topics that a job writes. */
    private static UnaryOperator<Fields> writing(String topic) {
        return object -> configured(object, "exactly-once.sink.topic", topic);
    }

    private static Fields byHand(Fields object, String prefix) {
        return configured(object, RevisionKeys.PREFIX, prefix);
    }

    private static Fields configured(Fields object, String key, String value) {
        return object.with(value, "spec", "flinkConfiguration", key);
    }

    private static Fields accepted(Fields object) {
        return Story.accepting(object, Code.PREFIX_SET_BY_HAND);
    }

    private static List<Code> codes(AdmissionPlan.Refuse refusal) {
        return refusal.violations().stream().map(it -> it.code()).toList();
    }

    private static String prefix(Story story) {
        return story.stored().configuration().value(RevisionKeys.PREFIX).orElseThrow();
    }
}
