package io.exactlyonce.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.settings.OperatorSettings;
import io.exactlyonce.operator.settings.SettingsReader;
import io.exactlyonce.operator.settings.SettingsReading;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The environment that the chart gives is read as the operator reads it at its start. */
class SettingsOfTheChartTest {
    static Stream<ValueSet> sets() {
        return ValueSet.all().stream();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void operatorStartsWithThem(ValueSet set) {
        Workload workload = Workload.of(set.render());

        SettingsReading reading = SettingsReader.read(environment(workload), Fields.EMPTY, "");

        assertThat(reading).isInstanceOf(SettingsReading.Valid.class);
        OperatorSettings settings = ((SettingsReading.Valid) reading).settings();
        assertThat(settings.monitoring().port()).isEqualTo(workload.port("monitoring"));
        if (settings.webhook().enabled()) {
            assertThat(settings.webhook().port()).isEqualTo(workload.port("webhook"));
        } else {
            assertThat(workload.portNames()).containsExactly("monitoring");
        }
    }

    private static Map<String, String> environment(Workload workload) {
        Map<String, String> environment = new TreeMap<>();
        for (JsonNode variable : workload.container().path("env")) {
            String name = variable.path("name").asText();
            assertThat(environment.put(name, variable.path("value").asText()))
                    .as("twice: %s", name)
                    .isNull();
        }
        return environment;
    }
}
