package io.exactlyonce.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.cli.Finding.Subject;
import io.exactlyonce.operator.cli.Finding.Verdict;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.plan.admission.FieldChange;
import io.exactlyonce.operator.rule.Judgement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextReportTest {
    private static final Finding ADDED =
            new Finding(
                    new Subject(
                            new Manifest(
                                    "a.yaml", 1, new Fields(Map.of("kind", "FlinkDeployment"))),
                            "shop",
                            "standard"),
                    Verdict.FINE,
                    List.of(new FieldChange("spec.a", null, "\u001b[2Jb\n")),
                    Judgement.NONE);

    @Test
    void coloursAreOursOnly() {
        assertThat(new TextReport(true).lines(List.of(ADDED)))
                .contains("\u001b[32m  + spec.a: ?[2Jb?\u001b[0m");
        assertThat(String.join("", new TextReport(false).lines(List.of(ADDED))))
                .doesNotContain("\u001b");
    }
}
