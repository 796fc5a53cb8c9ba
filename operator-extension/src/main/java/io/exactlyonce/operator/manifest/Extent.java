package io.exactlyonce.operator.manifest;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * What a document becomes once each alias is replaced by what it names, reckoned without doing so:
 * a few lines of aliases of aliases name more values than there is memory for, while a hundred
 * aliases of one small map are nothing. And whether JSON could hold it, which kubectl makes of it.
 */
final class Extent {
    /** Far beyond what fits into an object of an API server. */
    private static final long MOST = 1_000_000;

    /** As with JSON: aliases of aliases nest deeper than any parser lets a text. */
    private static final int DEEPEST = 200;

    private final Map<Node, Size> known = new IdentityHashMap<>();

    private Extent() {}

    /** Of a node and all below it. */
    private record Size(long values, int depth) {}

    /** Refuses what is too much, or has keys that are no text. */
    static void check(Node document) throws ManifestException {
        new Extent().of(document);
    }

    private Size of(Node node) throws ManifestException {
        Size before = known.get(node);
        if (before != null) {
            return before;
        }
        long values = 1;
        int depth = 0;
        for (Node part : parts(node)) {
            Size below = of(part);
            values += below.values();
            depth = Math.max(depth, below.depth());
        }
        if (values > MOST || depth >= DEEPEST) {
            throw new ManifestException(
                    "is no YAML to work with: its aliases stand for more than "
                            + MOST
                            + " values, or for more than "
                            + DEEPEST
                            + " levels of them; use fewer aliases of aliases",
                    line(node));
        }
        Size size = new Size(values, depth + 1);
        known.put(node, size);
        return size;
    }

    private static List<Node> parts(Node node) throws ManifestException {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        List<Node> parts = new ArrayList<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (!(entry.getKeyNode() instanceof ScalarNode)) {
                    throw new ManifestException(
                            "is no YAML object: a key is a map or a list, not text",
                            line(entry.getKeyNode()));
                }
                parts.add(entry.getValueNode());
            }
        }
        return parts;
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
