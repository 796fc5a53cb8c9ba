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

    private final Map<Node, Long> known = new IdentityHashMap<>();

    private Extent() {}

    /** Refuses what is too much, or has keys that are no text. */
    static void check(Node document) throws ManifestException {
        new Extent().of(document);
    }

    private long of(Node node) throws ManifestException {
        Long before = known.get(node);
        if (before != null) {
            return before;
        }
        long values = 1;
        for (Node part : parts(node)) {
            values += of(part);
        }
        if (values > MOST) {
            throw new ManifestException(
                    "is no YAML to work with: its aliases stand for more than "
                            + MOST
                            + " values; write out what they name, or use fewer of them",
                    line(node));
        }
        known.put(node, values);
        return values;
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
