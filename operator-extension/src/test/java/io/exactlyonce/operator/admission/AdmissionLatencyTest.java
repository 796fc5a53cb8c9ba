package io.exactlyonce.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.exactlyonce.operator.admission.AdmissionBench.Times;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.manifest.Json;
import io.fabric8.zjsonpatch.JsonPatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How long an answer takes, from the bytes of a review to the bytes of the answer, with the real
 * planner and the real view of a cluster that holds 1,000 labelled deployments; beside it, in
 * turns, the same with 10. The one thing left out is the transport, that of the webhook and of the
 * GET that a CREATE makes. Judged is the processor time: what a machine does besides is not ours.
 *
 * <p>{@code mvn test -pl operator-extension -Dtest=AdmissionLatencyTest -Dtests.excluded=none}
 */
@Tag("slow")
class AdmissionLatencyTest {
    private static final int WARM_UP = 3_000;
    private static final int ROUNDS = 20;
    private static final int IN_A_ROUND = 50;
    private static final Duration MEDIAN = Duration.ofMillis(2);
    private static final Duration SLOWEST = Duration.ofMillis(10);

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void medianAnswerTakesLessThanTwoMillisecondsWithAThousandDeployments() throws Exception {
        try (AdmissionBench few = new AdmissionBench(10);
                AdmissionBench many = new AdmissionBench(1_000)) {
            Map<String, byte[]> reviews = reviews(many);
            for (byte[] review : reviews.values()) {
                few.measure(review, WARM_UP);
                many.measure(review, WARM_UP);
            }
            System.out.println(
                    "admission, µs          processor time        elapsed    processor time   ratio");
            System.out.println(
                    "1,000 deployments     median      p99   median      p99   with 10: median");
            for (Map.Entry<String, byte[]> review : reviews.entrySet()) {
                Times withFew = Times.NONE;
                Times withMany = Times.NONE;
                for (int round = 0; round < ROUNDS; round++) {
                    withFew = withFew.and(few.measure(review.getValue(), IN_A_ROUND));
                    withMany = withMany.and(many.measure(review.getValue(), IN_A_ROUND));
                }
                print(review.getKey(), withFew, withMany);
                assertThat(withMany.processor(50)).as(review.getKey()).isLessThan(MEDIAN);
                assertThat(withMany.processor(99)).as(review.getKey()).isLessThan(SLOWEST);
            }
        }
    }

    private static void print(String name, Times withFew, Times withMany) {
        System.out.printf(
                "%-19s %8d %8d %8d %8d %17d %7.2f%n",
                name,
                micros(withMany.processor(50)),
                micros(withMany.processor(99)),
                micros(withMany.elapsed(50)),
                micros(withMany.elapsed(99)),
                micros(withFew.processor(50)),
                (double) withMany.processor(50).toNanos() / withFew.processor(50).toNanos());
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    /** What an API server sends for one deployment over its life. */
    private Map<String, byte[]> reviews(AdmissionBench bench) throws Exception {
        Fields file = Samples.deployment("orders");
        String create = Reviews.create(file);
        Fields stored = Samples.live(completed(file, bench.answer(bytes(create))));
        Map<String, byte[]> reviews = new LinkedHashMap<>();
        reviews.put("CREATE", bytes(create));
        Fields edited = stored.with("registry.example.com/orders:2", "spec", "image");
        reviews.put("UPDATE", bytes(Reviews.update(edited, stored)));
        Fields noted = stored.with("yes", "metadata", "annotations", "exactlyonce.io/paused");
        reviews.put("UPDATE, no new r.", bytes(Reviews.update(noted, stored)));
        Fields again = stored.with("{}", "metadata", "annotations", "team/note");
        reviews.put("re-apply", bytes(Reviews.update(again, stored)));
        for (byte[] review : reviews.values()) {
            JsonNode answer = mapper.readTree(bench.answer(review));
            assertThat(answer.at("/response/allowed").asBoolean()).as("%s", answer).isTrue();
        }
        return reviews;
    }

    private Fields completed(Fields written, byte[] answer) throws Exception {
        JsonNode response = mapper.readTree(answer).path("response");
        byte[] patch = response.path("patch").binaryValue();
        return Json.fields(JsonPatch.apply(mapper.readTree(patch), Json.tree(written)));
    }

    private static byte[] bytes(String review) {
        return review.getBytes(StandardCharsets.UTF_8);
    }
}
