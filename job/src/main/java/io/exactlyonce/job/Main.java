package io.exactlyonce.job;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Entry point of the jar. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        JobMain.run(StreamExecutionEnvironment.getExecutionEnvironment());
    }
}
