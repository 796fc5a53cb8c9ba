package io.exactlyonce.operator;

import io.exactlyonce.operator.cli.PreflightCommand;
import io.exactlyonce.operator.cli.ReadyCommand;
import io.exactlyonce.operator.cli.StallsCommand;
import io.exactlyonce.operator.cli.VerifyCommand;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** Entry point of the jar. */
@Command(
        name = "exactly-once-operator",
        description =
                "Makes labelled FlinkDeployments exactly-once: complete at the first write,"
                        + " or refused with every reason.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {RunCommand.class, VerifyCommand.class, ReadyCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:fine", "1:refused or failed", "2:wrong use or settings"})
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // Read by the JDK's HTTP server when its first class is loaded.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", "5");
        System.setProperty("sun.net.httpserver.maxRspTime", "30");
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        PersonalAccess access = new PersonalAccess(System.getenv());
        InstantSource clock = InstantSource.system();
        return new CommandLine(new Main())
                .addSubcommand(new PreflightCommand(access, clock))
                .addSubcommand(new StallsCommand(access, clock));
    }

    /** From the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {version == null ? "development build" : version};
        }
    }
}
