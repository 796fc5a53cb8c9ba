package io.exactlyonce.operator.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
    private static final List<String> LONG = List.of("sleep", "600");

    @TempDir Path folder;

    @Test
    void endsWhenItIsClosed() {
        ChildProcess child = ChildProcess.start(folder.resolve("log"), LONG);
        ProcessHandle program = program(child.pid());

        child.close();

        await().until(() -> !program.isAlive());
    }

    @Test
    void endsWithAJvmThatIsKilled() throws Exception {
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Holder.class.getName(),
                                folder.resolve("log").toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader out = jvm.inputReader(StandardCharsets.UTF_8);
        ProcessHandle program = program(Long.parseLong(out.readLine()));

        jvm.destroyForcibly().waitFor();

        await().until(() -> !program.isAlive());
    }

    @Test
    void programThatEndsByItselfIsNotAlive() {
        ChildProcess child =
                ChildProcess.start(folder.resolve("log"), List.of("sh", "-c", "echo gone; exit 3"));

        await().until(() -> !child.isAlive());

        assertThat(child.tail()).isEqualTo("gone");
        child.close();
    }

    private static ProcessHandle program(long shell) {
        return await().until(
                        () ->
                                ProcessHandle.of(shell).stream()
                                        .flatMap(ProcessHandle::children)
                                        .filter(ChildProcessTest::isSleep)
                                        .findFirst()
                                        .orElse(null),
                        found -> found != null);
    }

    private static boolean isSleep(ProcessHandle process) {
        return process.info().arguments().map(all -> List.of(all).contains("600")).orElse(false)
                && process.info().command().map(command -> !command.endsWith("sh")).orElse(false);
    }

    /** A JVM that starts a program, says its shell's process id, and waits to be killed. */
    static final class Holder {
        public static void main(String[] args) throws InterruptedException {
            System.out.println(ChildProcess.start(Path.of(args[0]), LONG).pid());
            Thread.currentThread().join();
        }
    }
}
