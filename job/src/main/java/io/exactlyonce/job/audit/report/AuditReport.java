package io.exactlyonce.job.audit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All facts of an audit: the document of {@code -o json}. Field names are stable.
 *
 * @param verdict {@code clean}, {@code not clean} or {@code incomplete}
 * @param exitCode 0, 1 or 3 in this order
 * @param records committed records read from all audited topics
 * @param lanes lanes seen, per topic, summed
 * @param lost proven losses; null when incomplete. With {@code against}, the larger of the two
 *     ledgers' numbers, since both see the same event from different sides
 * @param duplicated proven duplicates (with {@code against}: likewise)
 * @param reordered proven reorderings
 * @param topics one entry for each audited topic, in the order they were named
 * @param against the comparison with the input topic; null without {@code --against}
 * @param findings up to 10 of the findings
 * @param reasons why the verdict is incomplete; empty otherwise
 * @param stalled partitions that committed reads could not pass, with the open transactions
 * @param notes what else a user should know
 */
public record AuditReport(
        Verdict verdict,
        int exitCode,
        long records,
        long lanes,
        @Nullable Long lost,
        long duplicated,
        long reordered,
        List<TopicReport> topics,
        @Nullable AgainstReport against,
        List<Finding> findings,
        List<String> reasons,
        List<StalledPartition> stalled,
        List<String> notes) {

    private static final int FINDINGS = 10;

    /** What kept an audit from being complete; both empty if nothing did. */
    public record Obstacle(List<String> reasons, List<StalledPartition> stalled) {
        public static final Obstacle NONE = new Obstacle(List.of(), List.of());

        boolean any() {
            return !reasons.isEmpty();
        }
    }

    /**
     * Draws the verdict from what was found and what kept the reading from being complete.
     *
     * @param findings lists of findings, to be shown in turn
     * @param judged how many records prove anything
     */
    public static AuditReport of(
            List<TopicReport> topics,
            @Nullable AgainstReport against,
            List<List<Finding>> findings,
            long judged,
            Obstacle obstacle) {
        boolean clean =
                topics.stream().allMatch(TopicReport::clean)
                        && (against == null || against.clean());
        if (obstacle.any()) {
            return incomplete(topics, against, findings, obstacle);
        }
        List<String> doubts = doubts(topics, against);
        if (clean && !doubts.isEmpty()) {
            return of(
                    Verdict.INCOMPLETE,
                    topics,
                    against,
                    Finding.mixed(findings, FINDINGS),
                    new Obstacle(doubts, List.of()));
        }
        if (clean && judged == 0) {
            Obstacle nothing = new Obstacle(List.of(nothingJudged(topics, against)), List.of());
            return incomplete(topics, against, List.of(), nothing);
        }
        return of(
                clean ? Verdict.CLEAN : Verdict.NOT_CLEAN,
                topics,
                against,
                Finding.mixed(findings, FINDINGS),
                Obstacle.NONE);
    }

    /** Losses need a complete reading; a duplicate stays one whatever is read later. */
    private static AuditReport incomplete(
            List<TopicReport> topics,
            @Nullable AgainstReport against,
            List<List<Finding>> findings,
            Obstacle obstacle) {
        List<List<Finding>> proven =
                findings.stream()
                        .map(list -> list.stream().filter(Finding::provenEarly).toList())
                        .toList();
        return of(
                Verdict.INCOMPLETE,
                topics.stream().map(TopicReport::incomplete).toList(),
                against == null ? null : against.incomplete(),
                Finding.mixed(proven, FINDINGS),
                obstacle);
    }

    private static AuditReport of(
            Verdict verdict,
            List<TopicReport> topics,
            @Nullable AgainstReport against,
            List<Finding> findings,
            Obstacle obstacle) {
        return new AuditReport(
                verdict,
                verdict.exitCode(),
                sum(topics, TopicReport::records),
                sum(topics, TopicReport::lanes),
                lost(verdict, topics, against),
                Math.max(
                        sum(topics, TopicReport::duplicated),
                        against == null ? 0 : against.duplicated()),
                sum(topics, TopicReport::reordered),
                topics,
                against,
                findings,
                obstacle.reasons(),
                obstacle.stalled(),
                notes(verdict, topics, against));
    }

    private static List<String> doubts(List<TopicReport> topics, @Nullable AgainstReport against) {
        return Stream.concat(
                        topics.stream().map(TopicReport::doubt),
                        Stream.ofNullable(against).map(AgainstReport::doubt))
                .flatMap(Optional::stream)
                .toList();
    }

    private static long sum(List<TopicReport> topics, ToLongFunction<TopicReport> count) {
        return topics.stream().mapToLong(count).reduce(0, AuditReport::plus);
    }

    /** Stays at the largest number: a forged sequence number must not turn a loss negative. */
    private static long plus(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private static @Nullable Long lost(
            Verdict verdict, List<TopicReport> topics, @Nullable AgainstReport against) {
        if (verdict == Verdict.INCOMPLETE) {
            return null;
        }
        long output = sum(topics, topic -> orZero(topic.lost()));
        return Math.max(output, against == null ? 0 : orZero(against.lost()));
    }

    private static long orZero(@Nullable Long count) {
        return count == null ? 0 : count;
    }

    private static String nothingJudged(List<TopicReport> topics, @Nullable AgainstReport against) {
        long records = sum(topics, TopicReport::records);
        String seen =
                records == 0
                        ? "the topics hold no committed record"
                        : "none of the " + records + " committed records carries lane headers";
        return seen
                + (against == null ? "" : " and none names an input record that had to be there")
                + ", so nothing was judged";
    }

    private static List<String> notes(
            Verdict verdict, List<TopicReport> topics, @Nullable AgainstReport against) {
        List<String> notes = new ArrayList<>();
        if (verdict == Verdict.NOT_CLEAN) {
            notes.addAll(doubts(topics, against));
        }
        topics.stream()
                .filter(topic -> orZero(topic.beforeBaseline()) > 0)
                .map(
                        topic ->
                                topic.topic()
                                        + ": "
                                        + topic.beforeBaseline()
                                        + " missing numbers may lie in records that"
                                        + " retention deleted (partitions "
                                        + topic.truncatedPartitions()
                                        + "): not counted as lost, not proven safe")
                .forEach(notes::add);
        if (against != null) {
            notes.addAll(against.notes());
        }
        return List.copyOf(notes);
    }

    /** The one line for scripts. */
    public String verdictLine() {
        return "VERDICT audit: "
                + verdict.text()
                + " topics="
                + topics.size()
                + " lanes="
                + lanes
                + " records="
                + records
                + " lost="
                + (lost == null ? "?" : lost)
                + " duplicated="
                + duplicated
                + " reordered="
                + reordered
                + (against == null ? "" : against.verdictPart());
    }
}
