package io.exactlyonce.operator.revision;

import io.exactlyonce.operator.deployment.RevisionKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The transactional-id prefix of one revision: {@code <stem>.<namespace>.<name>.<incarnation>.
 * r000042.}
 *
 * <p>Invariant: no prefix is a string prefix of another one. Kafka's sink finds the transactions to
 * abort on restore with {@code startsWith} and no delimiter (POOLING), so {@code …r1} would abort
 * the live transactions of {@code …r10}, and {@code orders} those of {@code orders-eu}. It holds
 * because no field may contain the terminator, each prefix has the same number of fields, and each
 * field ends with the terminator; the fixed width of the revision makes ids sort by age as well.
 *
 * @param stem what all revisions of all deployments share, and the resource of a PREFIXED ACL;
 *     {@code [a-z0-9-]{1,40}}
 * @param namespace Kubernetes namespace, a DNS-1123 label of at most 63 characters
 * @param name name of the FlinkDeployment, a DNS-1035 label of at most 45 characters, as the
 *     upstream operator's validator demands
 * @param incarnation tells deployments of the same name apart
 * @param revision 1 to 999,999
 */
public record TransactionalIdPrefix(
        String stem, String namespace, String name, Incarnation incarnation, int revision) {
    /** Greatest revision number that fits the fixed width. */
    public static final int MAX_REVISION = 999_999;

    private static final String TERMINATOR = ".";
    private static final int FIELDS = 5;
    private static final Pattern STEM = Pattern.compile("[a-z0-9-]{1,40}");
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern NAME = Pattern.compile("[a-z]([-a-z0-9]{0,43}[a-z0-9])?");
    private static final Pattern SINK = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Pattern NUMBERS =
            Pattern.compile(".*-([0-9]{1,9})-[0-9]+", Pattern.DOTALL);
    private static final Pattern FORMAT =
            Pattern.compile("([^.]+)\\.([^.]+)\\.([^.]+)\\.([^.]+)\\.r([0-9]{6})\\.");

    /** Throws IllegalArgumentException with every violation of {@link #violations}. */
    public TransactionalIdPrefix {
        List<FieldViolation> violations = violations(stem, namespace, name, revision);
        if (!violations.isEmpty()) {
            throw new IllegalArgumentException(
                    violations.stream()
                            .map(FieldViolation::message)
                            .collect(Collectors.joining(" ")));
        }
    }

    /** What keeps these values from forming a prefix; all of it at once, empty if nothing. */
    public static List<FieldViolation> violations(
            String stem, String namespace, String name, int revision) {
        List<FieldViolation> violations = new ArrayList<>();
        if (!STEM.matcher(stem).matches()) {
            violations.add(badStem(stem));
        }
        if (!NAMESPACE.matcher(namespace).matches()) {
            violations.add(badNamespace(namespace));
        }
        if (!NAME.matcher(name).matches()) {
            violations.add(badName(name));
        }
        if (revision < 1 || revision > MAX_REVISION) {
            violations.add(badRevision(revision));
        }
        return List.copyOf(violations);
    }

    private static FieldViolation badStem(String stem) {
        return new FieldViolation(
                "spec.transactions.idStem",
                stem,
                "a stem with other characters could overlap the ids of other jobs",
                "Use 1 to 40 characters of a-z, 0-9 and '-'");
    }

    private static FieldViolation badNamespace(String namespace) {
        return new FieldViolation(
                "metadata.namespace",
                namespace,
                "only a DNS-1123 label keeps the fields of the prefix apart",
                "Use at most 63 characters of a-z, 0-9 and '-', with a letter or digit at both"
                        + " ends");
    }

    private static FieldViolation badName(String name) {
        return new FieldViolation(
                "metadata.name",
                name,
                "only a DNS-1035 label keeps the fields of the prefix apart, and the upstream"
                        + " operator takes no other name",
                "Use at most 45 characters of a-z, 0-9 and '-', a letter first, a letter or digit"
                        + " last");
    }

    private static FieldViolation badRevision(int revision) {
        return new FieldViolation(
                "revision",
                Integer.toString(revision),
                "beyond its fixed width one prefix becomes the start of another",
                "Use 1 to " + MAX_REVISION + "; create the deployment anew after that");
    }

    /** The inverse of {@link #format()}; empty for every other text. */
    public static Optional<TransactionalIdPrefix> parse(String prefix) {
        Matcher matcher = FORMAT.matcher(prefix);
        if (!matcher.matches() || !Incarnation.isValid(matcher.group(4))) {
            return Optional.empty();
        }
        int revision = Integer.parseInt(matcher.group(5));
        if (!violations(matcher.group(1), matcher.group(2), matcher.group(3), revision).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new TransactionalIdPrefix(
                        matcher.group(1),
                        matcher.group(2),
                        matcher.group(3),
                        new Incarnation(matcher.group(4)),
                        revision));
    }

    /**
     * The prefix that a transactional id begins with; empty for the id of anybody else.
     *
     * @param transactionalId in full, sink and number included
     */
    public static Optional<TransactionalIdPrefix> ofId(String transactionalId) {
        int end = -1;
        for (int field = 0; field < FIELDS; field++) {
            end = transactionalId.indexOf(TERMINATOR, end + 1);
            if (end < 0) {
                return Optional.empty();
            }
        }
        return parse(transactionalId.substring(0, end + 1));
    }

    /**
     * The number of the subtask in an id of ours: the connector appends {@code -<subtask>-<n>}
     * under both naming strategies ({@code TransactionalIdFactory}). With INCREMENTING it is the
     * index of the subtask; with POOLING it is the index of the one that first wrote under it, from
     * whose state another may have taken it over in a rescale. Empty for the id of anybody else.
     *
     * @param transactionalId in full
     */
    public static OptionalInt subtask(String transactionalId) {
        Matcher matcher = NUMBERS.matcher(transactionalId);
        return ofId(transactionalId).isPresent() && matcher.matches()
                ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
                : OptionalInt.empty();
    }

    /** The same deployment's prefix of another revision. */
    public TransactionalIdPrefix withRevision(int other) {
        return new TransactionalIdPrefix(stem, namespace, name, incarnation, other);
    }

    /** The prefix as the job is configured with it, terminator included. */
    public String format() {
        return String.join(
                        TERMINATOR,
                        stem,
                        namespace,
                        name,
                        incarnation.value(),
                        RevisionKeys.text(revision))
                + TERMINATOR;
    }

    /**
     * The prefix of one sink of the job; two sinks with one prefix fence each other.
     *
     * @param sink {@code [a-zA-Z0-9_-]{1,64}}, unique within the job
     * @throws IllegalArgumentException if the sink's name could contain or lack the terminator
     */
    public String forSink(String sink) {
        if (!SINK.matcher(sink).matches()) {
            throw new IllegalArgumentException(
                    new FieldViolation(
                                    "sink name",
                                    sink,
                                    "one sink's prefix could be the start of another's, which would"
                                            + " abort its transactions",
                                    "Use 1 to 64 characters of a-z, A-Z, 0-9, '_' and '-'")
                            .message());
        }
        return format() + sink + TERMINATOR;
    }
}
