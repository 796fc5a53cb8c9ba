package io.exactlyonce.operator.cli;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.manifest.Json;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.manifest.Yaml;
import io.exactlyonce.operator.manifest.Yaml.Document;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Objects of files, directories and the standard input. Every problem is told at once. */
final class ManifestFiles {
    /** As in kubectl. */
    static final String STANDARD_INPUT = "-";

    /** What some editors put before UTF-8; it is no part of the text. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    private final InputStream standardInput;

    ManifestFiles(InputStream standardInput) {
        this.standardInput = standardInput;
    }

    /** Everything in these places, in their order; files of a directory by name. */
    List<Manifest> read(List<String> places) throws WrongUseException {
        List<Manifest> manifests = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String place : places) {
            try {
                if (place.equals(STANDARD_INPUT)) {
                    manifests.addAll(parsed("stdin", standardInput.readAllBytes()));
                    continue;
                }
                for (Path file : files(Path.of(place))) {
                    try {
                        manifests.addAll(parsed(file.toString(), Files.readAllBytes(file)));
                    } catch (WrongUseException e) {
                        problems.add(String.valueOf(e.getMessage()));
                    }
                }
            } catch (NoSuchFileException e) {
                problems.add(place + ": no such file or directory");
            } catch (IOException e) {
                problems.add(place + " cannot be read (" + e + ")");
            } catch (WrongUseException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new WrongUseException(problems);
        }
        return manifests;
    }

    /** The one object of a file. */
    Fields readOne(String place) throws WrongUseException {
        List<Manifest> manifests = read(List.of(place));
        if (manifests.size() != 1) {
            throw new WrongUseException(place + " has " + manifests.size() + " objects, not one");
        }
        return manifests.get(0).object();
    }

    private static List<Path> files(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        try (Stream<Path> found = Files.walk(place)) {
            return found.filter(Files::isRegularFile)
                    .filter(file -> !isHidden(place.relativize(file)))
                    .filter(ManifestFiles::isManifest)
                    .sorted()
                    .toList();
        }
    }

    /** {@code .git}, {@code .github} and the like hold no manifests. */
    private static boolean isHidden(Path relative) {
        for (Path step : relative) {
            if (step.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isManifest(Path file) {
        return ENDINGS.stream().anyMatch(file.toString()::endsWith);
    }

    private static List<Manifest> parsed(String file, byte[] bytes) throws WrongUseException {
        String text = text(file, bytes);
        try {
            List<Manifest> manifests = new ArrayList<>();
            for (Document document : documents(text)) {
                expand(file, document.line(), document.object(), manifests);
            }
            return manifests;
        } catch (ManifestException e) {
            String line = e.line().isPresent() ? ":" + e.line().getAsInt() : "";
            String hint =
                    text.contains("{{")
                            ? "; a template is no manifest: verify what it renders to (helm template"
                                    + " … | … verify -f -)"
                            : "";
            throw new WrongUseException(file + line + " " + e.getMessage() + hint);
        }
    }

    /** JSON goes to its own parser: the other one takes no tabs. */
    private static List<Document> documents(String text) throws ManifestException {
        if (text.stripLeading().startsWith("{")) {
            try {
                return List.of(new Document(1, Json.read(text)));
            } catch (ManifestException e) {
                return Yaml.documents(text);
            }
        }
        return Yaml.documents(text);
    }

    /** What {@code kubectl get -o yaml} writes is one {@code List} of objects. */
    private static void expand(String file, int line, Fields object, List<Manifest> manifests) {
        boolean isList = object.text("kind").filter(kind -> kind.endsWith("List")).isPresent();
        if (isList && object.has("items")) {
            object.objects("items").forEach(item -> expand(file, line, item, manifests));
        } else {
            manifests.add(new Manifest(file, line, object));
        }
    }

    private static String text(String file, byte[] bytes) throws WrongUseException {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new WrongUseException(file + " is no UTF-8 text");
        }
    }
}
