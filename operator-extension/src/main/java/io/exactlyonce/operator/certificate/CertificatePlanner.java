package io.exactlyonce.operator.certificate;

import io.exactlyonce.operator.certificate.CertificatePlan.Standing;
import io.exactlyonce.operator.certificate.CertificatePlan.Storing;
import io.exactlyonce.operator.certificate.CertificatePlan.Trust;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides what a replica does about the webhook's certificate. All replicas decide by themselves
 * and write with the version that they read, so it does not matter which one is first.
 *
 * <p>A change-over goes store → trust → settle → serve → retire, and a crash between any two is
 * gone on from: every step follows from what is seen. What is trusted stays so until it has ended:
 * its authority can sign nothing more, and a replica that hears of nothing serves it for as long.
 */
public final class CertificatePlanner {
    /** Authorities in a bundle that nobody is known to need: somebody may still. */
    static final int OTHERS_TRUSTED = 6;

    private final Terms terms;
    private final Set<String> names;
    private final int othersTrusted;

    /**
     * @param names that API servers call the webhook by
     */
    public CertificatePlanner(Terms terms, Set<String> names) {
        this(terms, names, OTHERS_TRUSTED);
    }

    CertificatePlanner(Terms terms, Set<String> names, int othersTrusted) {
        this.terms = terms;
        this.names = Set.copyOf(names);
        this.othersTrusted = othersTrusted;
    }

    /** The next steps of a replica that remembers this and sees that. */
    public CertificatePlan plan(Memory memory, Observation seen, Moment moment) {
        Instant now = moment.now();
        Map<Authority, Duration> trusted = trustedFor(memory, seen, moment.uptime());
        Optional<ServingPair> served = choose(memory.served(), seen, trusted, now);
        return new CertificatePlan(
                new Memory(served.orElse(null), since(trusted, moment.uptime())),
                storing(served, seen.stored(), trusted, now),
                trust(served, seen, now),
                standing(served, seen, now));
    }

    /** How long this replica has seen each authority trusted without a break. */
    private static Map<Authority, Duration> trustedFor(
            Memory memory, Observation seen, Duration uptime) {
        Map<Authority, Duration> trusted = new HashMap<>();
        known(memory.served(), seen.stored())
                .map(ServingPair::authority)
                .filter(seen::trusts)
                .forEach(
                        authority -> {
                            Duration since = memory.trustedSince().getOrDefault(authority, uptime);
                            trusted.put(authority, uptime.minus(since));
                        });
        return trusted;
    }

    private static Map<Authority, Duration> since(
            Map<Authority, Duration> trusted, Duration uptime) {
        Map<Authority, Duration> since = new HashMap<>();
        trusted.forEach((authority, span) -> since.put(authority, uptime.minus(span)));
        return since;
    }

    /**
     * The newest pair that API servers surely trust. A replica that serves none yet takes the
     * oldest trusted one, which was trusted for longest. One that nobody trusts is not changed for
     * another such: its authority is on its way into the bundle too.
     */
    private Optional<ServingPair> choose(
            Optional<ServingPair> served,
            Observation seen,
            Map<Authority, Duration> trusted,
            Instant now) {
        List<ServingPair> usable =
                seen.stored().newestFirst().stream().filter(pair -> isUsable(pair, now)).toList();
        return usable.stream()
                .filter(pair -> isTrusted(pair, trusted, terms.settling()))
                .findFirst()
                .or(
                        () ->
                                served.filter(pair -> isUsable(pair, now))
                                        .filter(pair -> isTrusted(pair, trusted, Duration.ZERO)))
                .or(
                        () ->
                                usable.stream()
                                        .filter(pair -> isTrusted(pair, trusted, terms.arrival()))
                                        .reduce((newer, older) -> older))
                .or(() -> served);
    }

    private boolean isUsable(ServingPair pair, Instant now) {
        return pair.isValid(now, terms) && pair.covers(names);
    }

    private static boolean isTrusted(
            ServingPair pair, Map<Authority, Duration> trusted, Duration atLeast) {
        Duration span = trusted.get(pair.authority());
        return span != null && span.compareTo(atLeast) >= 0;
    }

    private Storing storing(
            Optional<ServingPair> served,
            StoredPairs stored,
            Map<Authority, Duration> trusted,
            Instant now) {
        Optional<ServingPair> newest = stored.newestFirst().stream().findFirst();
        String reason = newest.map(pair -> flaw(pair, now)).orElseGet(() -> nothing(stored));
        if (!reason.isEmpty()) {
            Set<String> wanted = new HashSet<>(names);
            // During an upgrade older replicas may go by other names; neither must undo the other.
            newest.map(ServingPair::names).ifPresent(wanted::addAll);
            return new Storing.Issue(wanted, heir(served, stored, now), reason);
        }
        Duration everywhere = terms.settling().plus(terms.retirement());
        return newest.filter(pair -> stored.newestFirst().size() > 1)
                .filter(pair -> served.filter(pair::equals).isPresent())
                .filter(pair -> isTrusted(pair, trusted, everywhere))
                .<Storing>map(Storing.Retire::new)
                .orElseGet(Storing.Keep::new);
    }

    private static String nothing(StoredPairs stored) {
        if (!stored.damage().isEmpty()) {
            return stored.damage();
        }
        return stored.version() == null ? "there is no Secret" : "the Secret is empty";
    }

    private String flaw(ServingPair pair, Instant now) {
        if (now.minus(terms.skew()).isBefore(pair.notBefore())) {
            return "the stored certificate begins only at " + pair.notBefore();
        }
        if (!now.isBefore(pair.notAfter().minus(terms.margin()))) {
            return "the stored certificate ends at " + pair.notAfter();
        }
        return pair.covers(names) ? "" : "the stored certificate is for " + pair.names();
    }

    /** What replicas that start may serve until the new pair has settled; our own was served. */
    private List<ServingPair> heir(Optional<ServingPair> served, StoredPairs stored, Instant now) {
        return known(served, stored).filter(pair -> pair.isValid(now, terms)).limit(1).toList();
    }

    private List<Trust> trust(Optional<ServingPair> served, Observation seen, Instant now) {
        Set<Authority> needed = new LinkedHashSet<>();
        known(served, seen.stored())
                .map(ServingPair::authority)
                .filter(authority -> isInTime(authority, now))
                .forEach(needed::add);
        return seen.registrations().stream()
                .map(registration -> new Trust(registration, bundle(needed, registration, now)))
                .filter(CertificatePlanner::isChange)
                .toList();
    }

    private List<Authority> bundle(Set<Authority> needed, Registration registration, Instant now) {
        List<Authority> bundle = new ArrayList<>(needed);
        registration.entries().stream()
                .flatMap(entry -> entry.trusted().stream())
                .distinct()
                .filter(authority -> !needed.contains(authority) && isInTime(authority, now))
                .sorted(Comparator.comparing(Authority::notBefore).reversed())
                .limit(othersTrusted)
                .forEach(bundle::add);
        return bundle;
    }

    private static boolean isChange(Trust trust) {
        return trust.registration().entries().stream()
                .anyMatch(entry -> !Set.copyOf(entry.trusted()).equals(Set.copyOf(trust.bundle())));
    }

    private boolean isInTime(Authority authority, Instant now) {
        return now.minus(terms.skew()).isBefore(authority.notAfter());
    }

    private static Stream<ServingPair> known(Optional<ServingPair> served, StoredPairs stored) {
        return Stream.concat(served.stream(), stored.newestFirst().stream()).distinct();
    }

    private Standing standing(Optional<ServingPair> served, Observation seen, Instant now) {
        if (served.isEmpty()) {
            return new Standing(false, "no certificate is stored and trusted yet" + missing(seen));
        }
        ServingPair pair = served.get();
        if (!pair.isValid(now, terms)) {
            return new Standing(false, "it is valid until " + pair.notAfter() + " only");
        }
        if (!pair.covers(names)) {
            return new Standing(false, "it is for " + pair.names() + " only");
        }
        return seen.trusts(pair.authority())
                ? new Standing(true, "valid until " + pair.notAfter() + missing(seen))
                : new Standing(false, "API servers do not trust it yet" + missing(seen));
    }

    private static String missing(Observation seen) {
        return seen.missing().isEmpty()
                ? ""
                : "; there is no "
                        + String.join(" and no ", seen.missing())
                        + ", so nobody asks the webhook";
    }
}
