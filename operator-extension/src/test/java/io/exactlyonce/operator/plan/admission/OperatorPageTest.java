package io.exactlyonce.operator.plan.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.manifest.ManifestException;
import io.exactlyonce.operator.manifest.Yaml;
import io.exactlyonce.operator.policy.BrokerContract;
import io.exactlyonce.operator.policy.PolicyReader;
import io.exactlyonce.operator.policy.PolicyReading;
import io.exactlyonce.operator.revision.Incarnation;
import io.exactlyonce.operator.revision.InjectedBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page's table of what is added is written by hand, and held against what is added. */
class OperatorPageTest {
    private static final Path PAGE = Path.of("../docs/operator.md");
    private static final String CLIENT_PROPERTIES = "exactly-once.kafka.properties.";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void theTableNamesEveryKeyThatIsAddedAndNoOther() throws Exception {
        Set<String> added = new TreeSet<>();
        added.addAll(
                keys(
                        "s3://snapshots/flink, s3: {endpoint: \"http://minio.shop.svc:9000\","
                                + " pathStyleAccess: true, credentialsSecret: {name: s3}}"));
        added.addAll(keys("\"file:///mnt/flink\", durableFileStorage: true"));
        added.remove(InjectedBlock.UPGRADE_MODE);

        assertThat(table()).containsExactlyInAnyOrderElementsOf(added);
    }

    private static Set<String> keys(String storage) throws ManifestException {
        Fields policy =
                Yaml.readAll(
                                """
                                metadata: {name: standard, namespace: shop}
                                spec:
                                  kafka: {bootstrapServers: "kafka.shop.svc:9092"}
                                  checkpoints: {storage: %s}
                                """
                                        .formatted(storage))
                        .get(0);
        PolicyReading reading = PolicyReader.read(policy);
        assertThat(reading).isInstanceOf(PolicyReading.Valid.class);
        Injection injection =
                new Injection(((PolicyReading.Valid) reading).policy(), BrokerContract.UNKNOWN);
        Set<String> keys = new TreeSet<>();
        Subject subject = new Subject("shop", "orders", Incarnation.of("uid"), 1);
        injection
                .block(subject, Yaml.readAll("flinkVersion: v2_2").get(0))
                .entries()
                .keySet()
                .forEach(
                        key ->
                                keys.add(
                                        key.startsWith(CLIENT_PROPERTIES)
                                                ? CLIENT_PROPERTIES + "*"
                                                : key));
        return keys;
    }

    private static Set<String> table() throws IOException {
        Set<String> keys = new TreeSet<>();
        boolean inTable = false;
        for (String line : Files.readAllLines(PAGE)) {
            inTable = line.startsWith("| keys of ") || (inTable && line.startsWith("|"));
            if (inTable && line.startsWith("| `")) {
                Matcher key = CODE.matcher(line.split(" \\| ")[0]);
                while (key.find()) {
                    keys.add(key.group(1));
                }
            }
        }
        return keys;
    }
}
