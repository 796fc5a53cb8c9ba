package io.exactlyonce.operator.plan.scenario;

import io.exactlyonce.operator.deployment.Fields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A folder: {@code in-policy*.yaml} (none: the policy is missing), steps {@code given-NN-….yaml}
 * and {@code in-NN-….yaml}, and what came of it in {@code out-NN…}. See README.md beside the
 * folders.
 *
 * @param folder where it lies
 * @param policies by name
 * @param steps in their order
 */
record Story(Path folder, Map<String, Fields> policies, List<Step> steps) {
    private static final Pattern STEP = Pattern.compile("(given|in)-([0-9]{2})-[a-z0-9-]+\\.yaml");
    private static final Pattern POLICY = Pattern.compile("in-policy[a-z0-9-]*\\.yaml");
    private static final Pattern OUT = Pattern.compile("out-.*");

    String name() {
        return String.valueOf(folder.getFileName());
    }

    static List<Story> all(Path root) {
        return entries(root).stream()
                .filter(Files::isDirectory)
                .filter(path -> !String.valueOf(path.getFileName()).startsWith("_"))
                .map(Story::read)
                .toList();
    }

    private static Story read(Path folder) {
        Map<String, Fields> policies = new TreeMap<>();
        List<Step> steps = new ArrayList<>();
        for (Path file : entries(folder)) {
            String name = String.valueOf(file.getFileName());
            Matcher step = STEP.matcher(name);
            if (POLICY.matcher(name).matches()) {
                Fields policy = policy(folder, documents(file).get(0));
                policies.put(policy.text("metadata", "name").orElseThrow(), policy);
            } else if (step.matches()) {
                steps.addAll(steps(name, step.group(1).equals("in") ? step.group(2) : "", file));
            } else if (!OUT.matcher(name).matches()) {
                throw new IllegalArgumentException("Nobody reads " + file);
            }
        }
        steps.sort((one, other) -> order(one).compareTo(order(other)));
        return new Story(folder, policies, List.copyOf(steps));
    }

    private static String order(Step step) {
        return step.where().substring(step.where().indexOf('-') + 1);
    }

    private static List<Step> steps(String name, String number, Path file) {
        List<Map<String, Object>> documents = documents(file);
        if (!number.isEmpty() && documents.size() != 1) {
            throw new IllegalArgumentException(file + ": one step a file");
        }
        return documents.stream().map(document -> Step.of(name, number, document)).toList();
    }

    /** Either a whole policy, or {@code use:} a shared one {@code with:} a merge patch. */
    private static Fields policy(Path folder, Map<String, Object> document) {
        if (!document.containsKey("use")) {
            return new Fields(document);
        }
        Fields shared = shared(folder, "_policies", String.valueOf(document.get("use")));
        return document.get("with") instanceof Map<?, ?> patch
                ? MergePatch.apply(shared, patch)
                : shared;
    }

    /** A Git form that several stories begin with. */
    Fields gitForm(String name) {
        return shared(folder, "_git", name);
    }

    private static Fields shared(Path folder, String directory, String name) {
        return new Fields(
                documents(folder.resolveSibling(directory).resolve(name + ".yaml")).get(0));
    }

    /** Documents of a file, with their nulls: in a patch they remove. */
    private static List<Map<String, Object>> documents(Path file) {
        List<Map<String, Object>> documents = new ArrayList<>();
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        for (Object document : yaml.loadAll(text(file))) {
            Map<String, Object> fields = new LinkedHashMap<>();
            ((Map<?, ?>) document).forEach((key, value) -> fields.put(String.valueOf(key), value));
            documents.add(fields);
        }
        return documents;
    }

    /** What people read first: the comment at the top of the first file. */
    boolean saysWhatItIsAbout() {
        return entries(folder).stream()
                .filter(file -> STEP.matcher(String.valueOf(file.getFileName())).matches())
                .min((one, other) -> orderOf(one).compareTo(orderOf(other)))
                .filter(file -> text(file).startsWith("# "))
                .isPresent();
    }

    private static String orderOf(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(name.indexOf('-') + 1);
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
