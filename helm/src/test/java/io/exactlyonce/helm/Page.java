package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation, for what it shows.
 *
 * @param text Markdown
 */
record Page(String text) {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|[^\\s']+");

    /** By its path in the repository. */
    static Page of(String path) {
        try {
            return new Page(Files.readString(Path.of("..", path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Words of the one command that begins so, as a shell would give them to a program. */
    List<String> command(String start) {
        return command(start, "");
    }

    /** Of several, the one that ends so. */
    List<String> command(String start, String end) {
        List<String> found =
                text.replace("\\\n", " ")
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith(start + " ") && line.endsWith(end))
                        .toList();
        assertThat(found).as("what begins with '%s' and ends with '%s'", start, end).hasSize(1);
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(found.get(0));
        while (word.find() && !word.group().startsWith("#")) {
            words.add(word.group(1) == null ? word.group() : word.group(1));
        }
        return words;
    }

    /** The one block of YAML with this kind. */
    String yaml(String kind) {
        List<String> found =
                Pattern.compile("(?ms)^( *)```yaml\\n(.*?)^\\1```")
                        .matcher(text)
                        .results()
                        .map(Page::withoutIndent)
                        .filter(block -> block.contains("\nkind: " + kind + "\n"))
                        .toList();
        assertThat(found).as("blocks of YAML with a %s", kind).hasSize(1);
        return found.get(0);
    }

    private static String withoutIndent(MatchResult block) {
        return block.group(2).replaceAll("(?m)^" + block.group(1), "");
    }
}
