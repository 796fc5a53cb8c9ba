package io.exactlyonce.job;

import io.exactlyonce.job.audit.AuditCommand;
import java.util.Arrays;

/**
 * Entry point of the jar: the job under Flink, and tools outside of it. Touches no class of Flink
 * before it knows that it runs the job: the tools run where there is none.
 */
public final class Main {
    private static final int WRONG_USE = 2;

    private static final String USAGE =
            """
            Exactly-once Flink to Kafka, %s

            In Flink this jar is the job; it takes no arguments, everything comes from Flink's configuration:
              FlinkDeployment   job.jarURI: local:///opt/flink/usrlib/exactly-once-job.jar
              command line      flink run-application -t … -Dexactly-once.pipeline.name=copy … exactly-once-job.jar

            Outside of Flink:
              java -jar exactly-once-job.jar audit --bootstrap-servers HOST:PORT TOPIC…
                                  says from the records whether any was lost, doubled or reordered
              java -jar exactly-once-job.jar --help | --version
            """;

    private Main() {}

    public static void main(String[] args) throws Exception {
        String first = args.length == 0 ? "" : args[0];
        switch (first) {
            case "audit" -> {
                String[] options = Arrays.copyOfRange(args, 1, args.length);
                System.exit(AuditCommand.commandLine().execute(options));
            }
            case "--help", "-h", "help" -> System.out.print(usage());
            case "--version", "-V" -> System.out.println(version());
            case "" -> job();
            default -> {
                String message = "Unknown argument '" + first + "': the job takes none";
                if (flinkIsHere()) {
                    // Not System.exit: in Flink this JVM is the JobManager.
                    throw new IllegalArgumentException(
                            message + ", everything comes from Flink's configuration");
                }
                System.err.println(message + ". See --help.");
                System.exit(WRONG_USE);
            }
        }
    }

    private static void job() throws Exception {
        if (flinkIsHere()) {
            JobMain.run();
        } else {
            System.err.print(usage());
            System.exit(WRONG_USE);
        }
    }

    private static boolean flinkIsHere() {
        return Main.class.getResource(
                        "/org/apache/flink/streaming/api/environment/StreamExecutionEnvironment.class")
                != null;
    }

    private static String usage() {
        return USAGE.formatted(version());
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development build" : version;
    }
}
