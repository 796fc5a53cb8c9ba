package io.exactlyonce.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** Flink SQL: runs a script in which the prefix of the revision is a placeholder. */
public final class SqlJob {
    private SqlJob() {}

    public static void main(String[] args) throws Exception {
        start(StreamExecutionEnvironment.getExecutionEnvironment(), "/orders.sql");
    }

    /** Runs the statements of a resource; the last one is the job. */
    static TableResult start(StreamExecutionEnvironment environment, String script)
            throws IOException {
        Injected injected = Injected.of(environment.getConfiguration());
        String sql =
                read(script)
                        .replace("${bootstrap-servers}", injected.bootstrapServers())
                        .replace("${prefix}", injected.prefix())
                        .replace(
                                "${transaction-timeout-ms}",
                                String.valueOf(injected.transactionTimeout().toMillis()));
        StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
        List<String> statements = List.of(sql.strip().split("\\R\\s*\\R"));
        statements.subList(0, statements.size() - 1).forEach(tables::executeSql);
        return tables.executeSql(statements.get(statements.size() - 1));
    }

    private static String read(String script) throws IOException {
        try (InputStream resource = SqlJob.class.getResourceAsStream(script)) {
            return new String(
                    Objects.requireNonNull(resource, script).readAllBytes(),
                    StandardCharsets.UTF_8);
        }
    }
}
