package io.exactlyonce.sandbox.verdict;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.exactlyonce.sandbox.feed.InputFile;
import io.exactlyonce.sandbox.feed.RecordReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.IsolationLevel;

/**
 * The judge's process: prints its verdict as one line of JSON. Its only argument is the request, as
 * JSON.
 */
public final class VerdictMain {
    private static final ObjectMapper JSON = new ObjectMapper();

    private VerdictMain() {}

    public static void main(String[] args) throws Exception {
        VerdictRequest request = JSON.readValue(args[0], VerdictRequest.class);
        System.out.println(JSON.writeValueAsString(judge(request)));
    }

    static Verdict judge(VerdictRequest request) throws Exception {
        InputFile input = InputFile.of(Path.of(request.input()), request.limit());
        Expectation expectation = new Expectation(request.rules(), input.recordFormat());
        long in = expect(input, expectation);
        Outputs outputs = new Outputs(request.rules().pipeline().equals("totals"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", request.bootstrapServers()))) {
            CommittedTopic topics = new CommittedTopic(request.bootstrapServers(), admin);
            int unreadable =
                    topics.read(
                            request.outputTopic(),
                            IsolationLevel.READ_COMMITTED,
                            record -> outputs.output(record.key(), record.value()));
            unreadable +=
                    topics.read(
                            request.deadLetterTopic(),
                            IsolationLevel.READ_COMMITTED,
                            record -> outputs.deadLetter(record.value()));
            return verdict(
                    in,
                    request.rules(),
                    expectation.books(),
                    outputs.books(),
                    Math.max(unreadable, openTransactions(admin)));
        }
    }

    private static long expect(InputFile input, Expectation expectation) throws IOException {
        long in = 0;
        try (RecordReader reader = input.open()) {
            Optional<byte[]> record = reader.next();
            while (record.isPresent()) {
                expectation.add(record.get());
                in++;
                record = reader.next();
            }
        }
        return in;
    }

    static Verdict verdict(
            long in, VerdictRequest.Rules rules, Books expected, Books actual, long hanging) {
        Comparison found = Comparison.of(expected, actual, rules.keepsOrder());
        return new Verdict(
                in,
                actual.outputCount(),
                actual.deadLetters().size(),
                new Verdict.Difference(
                        found.lost(), found.duplicated(), found.unexpected(), found.reordered()),
                hanging);
    }

    /** Nobody writes any more, so none of the cluster may be open. */
    private static long openTransactions(Admin admin)
            throws ExecutionException, InterruptedException {
        return admin.listTransactions(
                        new ListTransactionsOptions()
                                .filterStates(
                                        List.of(
                                                TransactionState.ONGOING,
                                                TransactionState.PREPARE_COMMIT,
                                                TransactionState.PREPARE_ABORT)))
                .all()
                .get()
                .size();
    }
}
