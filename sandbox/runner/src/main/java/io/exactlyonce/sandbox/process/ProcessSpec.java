package io.exactlyonce.sandbox.process;

import java.util.List;
import java.util.Map;

/**
 * A Java process to start.
 *
 * @param name unique in a run; also the name of its log file
 * @param classPath in the syntax of {@code -cp}
 * @param heapMebibytes maximum heap
 * @param jvmOptions further options of the JVM
 */
public record ProcessSpec(
        String name,
        String classPath,
        String mainClass,
        List<String> arguments,
        int heapMebibytes,
        Extras extras) {

    /** Options of the JVM and variables of the environment that only some processes need. */
    public record Extras(List<String> jvmOptions, Map<String, String> environment) {
        public static final Extras NONE = new Extras(List.of(), Map.of());
    }

    /** A process that needs nothing special. */
    public static ProcessSpec plain(
            String name,
            String classPath,
            String mainClass,
            List<String> arguments,
            int heapMebibytes) {
        return new ProcessSpec(name, classPath, mainClass, arguments, heapMebibytes, Extras.NONE);
    }
}
