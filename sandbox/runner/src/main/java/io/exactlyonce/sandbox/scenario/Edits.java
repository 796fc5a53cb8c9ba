package io.exactlyonce.sandbox.scenario;

import io.exactlyonce.sandbox.kubernetes.Answer;
import io.exactlyonce.sandbox.kubernetes.Change;
import io.exactlyonce.sandbox.terminal.Style;
import io.exactlyonce.sandbox.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Shows what was written and what the webhook made of it. */
final class Edits {
    private static final String INDENT = "       ";
    private static final int SHOWN = 8;
    private static final int LONG = 30;

    /** Of the many additions to a new deployment, those that tell most. */
    private static final List<String> TELLING =
            List.of(
                    "exactly-once.sink.transactional-id-prefix",
                    "exactly-once.sink.transaction-timeout",
                    "execution.checkpointing.dir",
                    "execution.checkpointing.interval",
                    "high-availability.storageDir",
                    "heartbeat.timeout",
                    "kubernetes.operator.job.upgrade.last-state-fallback.enabled",
                    "job.upgradeMode");

    private final Terminal terminal;
    private final Path folder;
    private int files;

    /**
     * @param folder gets one file with the whole difference for every write
     */
    Edits(Terminal terminal, Path folder) {
        this.terminal = terminal;
        this.folder = folder;
    }

    /** What the user changed, then what was added to it, the most telling part of it. */
    void show(Answer.Stored stored) {
        for (Change change : stored.written()) {
            terminal.line(Style.PLAIN, INDENT + "you      " + line(change));
        }
        List<Change> telling =
                stored.completed().size() <= SHOWN
                        ? stored.completed()
                        : stored.completed().stream()
                                .filter(change -> TELLING.contains(change.path()))
                                .toList();
        telling.forEach(change -> terminal.line(Style.GREEN, INDENT + "webhook  " + line(change)));
        int hidden = stored.completed().size() - telling.size();
        if (hidden > 0) {
            terminal.line(
                    Style.DIM, INDENT + "… and " + hidden + " more lines, all in " + file(stored));
        }
        stored.warnings()
                .forEach(warning -> terminal.line(Style.YELLOW, INDENT + "Warning: " + warning));
    }

    /** The refusal, as {@code kubectl} prints it. */
    void show(Answer.Refused refused) {
        refused.message().lines().forEach(line -> terminal.line(Style.RED, INDENT + line));
    }

    private static String line(Change change) {
        if (change.from() == null) {
            return "+ " + change.path() + ": " + change.to();
        }
        if (change.to() == null) {
            return "- " + change.path() + ": " + change.from();
        }
        String from = change.from().length() > LONG ? "…" : change.from();
        return "~ " + change.path() + ": " + from + " → " + change.to();
    }

    private Path file(Answer.Stored stored) {
        files++;
        Path file = folder.resolve("apply-" + files + ".diff");
        String text =
                stored.completed().stream().map(Edits::line).collect(Collectors.joining("\n"));
        try {
            return Files.writeString(file, text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
