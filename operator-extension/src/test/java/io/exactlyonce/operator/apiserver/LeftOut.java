package io.exactlyonce.operator.apiserver;

import java.util.Set;
import java.util.TreeSet;

/**
 * The test classes that were not run because there was no API server: said once, after the last
 * test.
 */
final class LeftOut implements AutoCloseable {
    private final Set<String> classes = new TreeSet<>();

    synchronized void add(Class<?> type) {
        classes.add(type.getName());
    }

    synchronized String message() {
        return """

               LEFT OUT: %d test class(es) need a real kube-apiserver, and %s is not set, so nothing here was tested on one:
                 %s
               To run them, once (Debian or Ubuntu; elsewhere any folder of envtest binaries will do):
                 %s
               """
                .formatted(
                        classes.size(),
                        Assets.FOLDER,
                        String.join("\n  ", classes),
                        Assets.HOW_TO_GET);
    }

    @Override
    public void close() {
        System.out.println(message());
    }
}
