package io.exactlyonce.sandbox.process;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * First class of every child process: runs another class's {@code main} and ends the process as
 * soon as its standard input is closed. The parent holds the other end and never writes, so a child
 * cannot outlive a parent, not even one that was killed.
 */
public final class ChildMain {
    private static final int PARENT_IS_GONE = 143;

    private ChildMain() {}

    /** Runs {@code MAIN_CLASS [ARGUMENT…]}. */
    public static void main(String[] args) throws Exception {
        Thread watcher = new Thread(ChildMain::endWithParent, "parent-watcher");
        watcher.setDaemon(true);
        watcher.start();
        try {
            Class.forName(args[0])
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            e.getTargetException().printStackTrace();
            System.exit(1);
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // Standard error is this process's log file.
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // The parent has nothing to say.
            }
        } catch (IOException e) {
            e.printStackTrace();
        }
        Runtime.getRuntime().halt(PARENT_IS_GONE);
    }
}
