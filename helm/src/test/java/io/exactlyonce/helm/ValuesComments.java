package io.exactlyonce.helm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code values.yaml} says about each value: the comment right above its key. What has none is
 * a group of values; below one that has, everything belongs to it.
 */
final class ValuesComments {
    private static final Pattern LINE = Pattern.compile("( *)(?:# ?(.*)|([A-Za-z]+):(.*))");

    private final Map<String, String> texts = new LinkedHashMap<>();

    /** Names of the keys that are open, from the outermost on, with the columns they stand in. */
    private final Deque<Map.Entry<Integer, String>> open = new ArrayDeque<>();

    private final StringBuilder comment = new StringBuilder();

    private ValuesComments() {}

    /** Path ({@code webhook.port}) to comment, in the file's order. */
    static Map<String, String> of(String values) {
        ValuesComments comments = new ValuesComments();
        values.lines().forEach(comments::line);
        return comments.texts;
    }

    private void line(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            comment.setLength(0);
        } else if (matcher.group(2) != null) {
            comment.append(comment.isEmpty() ? "" : " ").append(matcher.group(2));
        } else {
            key(matcher.group(1).length(), matcher.group(3));
        }
    }

    private void key(int column, String name) {
        while (!open.isEmpty() && open.getLast().getKey() >= column) {
            open.removeLast();
        }
        open.addLast(Map.entry(column, name));
        String path = String.join(".", open.stream().map(Map.Entry::getValue).toList());
        boolean described = texts.keySet().stream().anyMatch(above -> path.startsWith(above + "."));
        if (!comment.isEmpty() && !described) {
            texts.put(path, comment.toString());
        }
        comment.setLength(0);
    }
}
