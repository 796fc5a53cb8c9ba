package io.exactlyonce.operator.cli;

import io.exactlyonce.operator.cli.Finding.Verdict;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.manifest.UpstreamConfiguration;
import io.exactlyonce.operator.settings.UpstreamDefaults;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Judges files as the webhook would, before they are applied. */
@Command(
        name = "verify",
        description = {
            "Shows what the webhook would add to the FlinkDeployments of some files, or why it"
                    + " would refuse them. Needs no cluster; what only a cluster knows is left out"
                    + " (brokers' limits, deployments and names that are there already). It does"
                    + " not hold files against upstream's CRD: kubectl apply --dry-run=server"
                    + " does."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything would be admitted",
            "1:something would be refused",
            "2:a file cannot be read, or nothing to verify was found"
        })
public final class VerifyCommand implements Callable<Integer> {
    private static final int FINE = 0;
    private static final int REFUSED = 1;
    private static final int WRONG_USE = 2;

    private final ManifestFiles files;

    @Option(
            names = {"-f", "--filename"},
            required = true,
            arity = "1..*",
            paramLabel = "FILE|DIR",
            description =
                    "YAML or JSON, with any number of objects; a directory with all below it; - for"
                            + " the standard input. Kinds that do not concern us are passed over;"
                            + " policies among them are used.")
    private String[] places = {};

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "ExactlyOncePolicies that are not among the files; they win over those.")
    private String[] policies = {};

    @Option(
            names = "--defaults",
            paramLabel = "FILE",
            description =
                    "Default configuration of the Flink Kubernetes Operator, which lies below every"
                            + " FlinkDeployment: its config.yaml or flink-conf.yaml, or the values of"
                            + " its chart.")
    private @Nullable String defaults;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            converter = OutputConverter.class,
            description = "Default: text. The fields of json are in docs/reference/verify.md.")
    private Output output = Output.TEXT;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Spec private @Nullable CommandSpec command;

    public VerifyCommand() {
        this(System.in);
    }

    VerifyCommand(InputStream standardInput) {
        this.files = new ManifestFiles(standardInput);
    }

    private enum Output {
        TEXT,
        JSON
    }

    /** In lower case, as users write it. */
    private static final class OutputConverter implements ITypeConverter<Output> {
        @Override
        public Output convert(String text) {
            for (Output known : Output.values()) {
                if (known.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return known;
                }
            }
            throw new TypeConversionException("'" + text + "' is neither text nor json");
        }
    }

    @Override
    public Integer call() {
        CommandSpec spec = Objects.requireNonNull(command);
        try {
            List<Finding> findings = findings();
            print(spec.commandLine().getOut(), findings);
            return findings.stream().anyMatch(found -> found.verdict() == Verdict.REFUSED)
                    ? REFUSED
                    : FINE;
        } catch (WrongUseException e) {
            spec.commandLine().getErr().println("Nothing was verified:\n" + e.getMessage());
            spec.commandLine().getErr().flush();
            return WRONG_USE;
        }
    }

    private List<Finding> findings() throws WrongUseException {
        List<Manifest> manifests = files.read(List.of(places));
        PolicyCatalogue catalogue =
                PolicyCatalogue.of(named(), manifests.stream().filter(Manifest::isPolicy).toList());
        // Of --policy alone no pipeline learns anything: its renderer failed, or a path is wrong.
        if (manifests.stream().noneMatch(Manifest::concernsUs)) {
            throw new WrongUseException(
                    String.join(", ", places)
                            + ": nothing to verify, no object there is a FlinkDeployment, an"
                            + " ExactlyOncePolicy, or another kind of flink.apache.org with the"
                            + " label exactlyonce.io/policy (objects seen: "
                            + manifests.size()
                            + "). Check what -f names or, for standard input, that the command"
                            + " before wrote manifests");
        }
        return new Verification(catalogue, upstream()).of(manifests);
    }

    private List<Manifest> named() throws WrongUseException {
        List<Manifest> named = files.read(List.of(policies));
        if (policies.length > 0 && named.stream().noneMatch(Manifest::isPolicy)) {
            throw new WrongUseException(
                    "--policy " + String.join(", ", policies) + ": no ExactlyOncePolicy there");
        }
        return named.stream().filter(Manifest::isPolicy).toList();
    }

    private UpstreamDefaults upstream() throws WrongUseException {
        if (defaults == null) {
            return UpstreamDefaults.UNKNOWN;
        }
        try {
            return new UpstreamDefaults(UpstreamConfiguration.read(files.readOne(defaults)));
        } catch (ManifestException e) {
            throw new WrongUseException(
                    "--defaults " + defaults + " holds a configuration that " + e.getMessage());
        }
    }

    private void print(PrintWriter out, List<Finding> findings) {
        if (output == Output.JSON) {
            out.println(JsonReport.text(findings));
        } else {
            new TextReport(Ansi.AUTO.enabled()).lines(findings).forEach(out::println);
        }
        out.flush();
    }
}
