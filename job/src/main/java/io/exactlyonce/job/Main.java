package io.exactlyonce.job;

import io.exactlyonce.job.audit.AuditCommand;
import java.util.Arrays;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Entry point of the jar. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        // First, and before anything of Flink is touched: the audit runs without Flink.
        if (args.length > 0 && args[0].equals("audit")) {
            String[] options = Arrays.copyOfRange(args, 1, args.length);
            System.exit(AuditCommand.commandLine().execute(options));
        }
        JobMain.run(StreamExecutionEnvironment.getExecutionEnvironment());
    }
}
