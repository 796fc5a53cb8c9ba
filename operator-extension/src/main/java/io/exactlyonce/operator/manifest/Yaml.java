package io.exactlyonce.operator.manifest;

import io.exactlyonce.operator.deployment.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML as kubectl reads it: anchors and merges are resolved, {@code yes} and {@code on} are
 * booleans, dates and {@code 1:30} are text. JSON is YAML too.
 */
public final class Yaml {
    /** As large as an API server takes an object. */
    private static final int LARGEST = 3 * 1024 * 1024;

    private Yaml() {}

    /** Every document of a text that is not empty, in order. */
    public static List<Fields> readAll(String text) throws ManifestException {
        List<Fields> documents = new ArrayList<>();
        for (Read read : all(text)) {
            if (read.value() instanceof Map<?, ?> map) {
                documents.add(Fields.of(map));
            } else if (read.value() != null) {
                throw new ManifestException("is no YAML object");
            }
        }
        return documents;
    }

    /**
     * An object of a text.
     *
     * @param line it starts in, from 1
     */
    public record Document(int line, Fields object) {}

    /**
     * Every object of a text, in order; documents that are something else are left out, as a tool
     * that looks through files of others meets them. The exception knows the line.
     */
    public static List<Document> documents(String text) throws ManifestException {
        List<Document> documents = new ArrayList<>();
        for (Read read : all(text)) {
            if (read.value() instanceof Map<?, ?> map) {
                documents.add(new Document(read.line(), Fields.of(map)));
            }
        }
        return documents;
    }

    /** What stands in one document, and the line it starts in. */
    private record Read(int line, @Nullable Object value) {}

    private static List<Read> all(String text) throws ManifestException {
        List<Read> documents = new ArrayList<>();
        int line = 1;
        try {
            LoaderOptions options = options();
            NodeConstructor constructor = new NodeConstructor(options);
            constructor.setAllowDuplicateKeys(false);
            Parser parser = new ParserImpl(new StreamReader(text), options);
            Resolver resolver = new KubectlResolver();
            // One for each document, as kubectl splits before it parses: anchors end with theirs.
            Composer composer = new Composer(parser, resolver, options);
            while (composer.checkNode()) {
                line = parser.peekEvent().getStartMark().getLine() + 1;
                Node node = composer.getNode();
                Extent.check(node);
                documents.add(
                        new Read(node.getStartMark().getLine() + 1, constructor.document(node)));
                composer = new Composer(parser, resolver, options);
            }
        } catch (MarkedYAMLException e) {
            throw new ManifestException(
                    "is no YAML: " + e.getProblem(), e.getProblemMark().getLine() + 1);
        } catch (ReaderException e) {
            throw new ManifestException(
                    "is no YAML: it has a character that is not allowed",
                    line(text, e.getPosition()));
        } catch (YAMLException e) {
            throw new ManifestException("is no YAML: " + e.getMessage(), line);
        } catch (StackOverflowError e) {
            throw new ManifestException("is no YAML object: an anchor contains itself", line);
        }
        return documents;
    }

    private static int line(String text, int position) {
        return 1 + (int) text.codePoints().limit(position).filter(c -> c == '\n').count();
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        options.setCodePointLimit(LARGEST);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE); // Extent bounds what they make.
        return options;
    }

    /** Makes an object of a node, which alone knows where it starts. */
    private static final class NodeConstructor extends SafeConstructor {
        NodeConstructor(LoaderOptions options) {
            super(options);
        }

        Object document(Node node) {
            return constructDocument(node);
        }
    }

    /** Without dates and numbers to the base of 60, which kubectl's parser does not know. */
    private static final class KubectlResolver extends Resolver {
        private static final Pattern WHOLE =
                Pattern.compile("[-+]?(?:0|[1-9][0-9_]*|0[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+)");
        private static final Pattern DECIMAL =
                Pattern.compile(
                        "[-+]?(?:[0-9][0-9_]*)\\.[0-9_]*(?:[eE][-+]?[0-9]+)?"
                                + "|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
                                + "|[-+]?\\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?"
                                + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
            addImplicitResolver(Tag.INT, WHOLE, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, DECIMAL, "-+0123456789.");
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }
}
