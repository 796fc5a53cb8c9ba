package io.exactlyonce.operator.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Every revision of a deployment: the last {@value #IN_FULL} in full, older ones as numbers. One
 * that runs, or may run next, is kept in full however old it is.
 *
 * @param revisions by number
 * @param earlier by number, not overlapping
 */
public record History(List<RevisionRecord> revisions, List<RevisionRange> earlier) {
    /** How many revisions are kept in full. */
    public static final int IN_FULL = 10;

    /** No revision yet. */
    public static final History NONE = new History(List.of(), List.of());

    /** Copies, sorts, and folds what is too old. */
    public History {
        List<RevisionRecord> full = new ArrayList<>(revisions);
        full.sort(Comparator.comparingInt(RevisionRecord::number));
        List<RevisionRange> folded = new ArrayList<>(earlier);
        for (RevisionRecord old : List.copyOf(full)) {
            if (full.size() > IN_FULL && old.outcome().isPast()) {
                full.remove(old);
                folded.add(new RevisionRange(old.number(), old.number()));
            }
        }
        revisions = List.copyOf(full);
        earlier = merged(folded);
    }

    private static List<RevisionRange> merged(List<RevisionRange> ranges) {
        List<RevisionRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingInt(RevisionRange::from));
        List<RevisionRange> merged = new ArrayList<>();
        for (RevisionRange range : sorted) {
            int last = merged.size() - 1;
            if (last >= 0 && range.from() <= merged.get(last).to() + 1) {
                RevisionRange before = merged.get(last);
                merged.set(
                        last, new RevisionRange(before.from(), Math.max(before.to(), range.to())));
            } else {
                merged.add(range);
            }
        }
        return List.copyOf(merged);
    }

    /** The revision of a number, if it is kept in full. */
    public Optional<RevisionRecord> revision(int number) {
        return revisions.stream().filter(record -> record.number() == number).findFirst();
    }

    /** Whether the number was ever recorded. */
    public boolean knows(int number) {
        return revision(number).isPresent()
                || earlier.stream().anyMatch(range -> range.contains(number));
    }

    /** The newest revision with an outcome. */
    public Optional<RevisionRecord> newest(Outcome outcome) {
        return revisions.stream()
                .filter(record -> record.outcome() == outcome)
                .reduce((older, newer) -> newer);
    }

    /** Greatest number that was ever recorded; 0 if there is none. */
    public int highest() {
        int inFull = revisions.isEmpty() ? 0 : revisions.get(revisions.size() - 1).number();
        int folded = earlier.isEmpty() ? 0 : earlier.get(earlier.size() - 1).to();
        return Math.max(inFull, folded);
    }

    /** The same with a revision added or replaced. */
    public History with(RevisionRecord record) {
        List<RevisionRecord> changed = new ArrayList<>(revisions);
        changed.removeIf(old -> old.number() == record.number());
        changed.add(record);
        return new History(changed, earlier);
    }

    /** The same with every revision changed. */
    public History map(UnaryOperator<RevisionRecord> change) {
        return new History(revisions.stream().map(change).toList(), earlier);
    }
}
