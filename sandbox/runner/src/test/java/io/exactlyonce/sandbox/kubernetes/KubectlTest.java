package io.exactlyonce.sandbox.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** The three-way merge of a client-side apply. */
class KubectlTest {
    @Test
    void whatOthersAddedStaysAndWhatTheUserChangedWins() throws Exception {
        ObjectNode merged =
                Kubectl.merged(
                        json("{'a': {'user': 1, 'ours': 2}, 'status': {'x': 1}}"),
                        json("{'a': {'user': 1}}"),
                        json("{'a': {'user': 3}}"));

        assertThat(merged).isEqualTo(json("{'a': {'user': 3, 'ours': 2}, 'status': {'x': 1}}"));
    }

    @Test
    void whatTheUserNoLongerAppliesGoes() throws Exception {
        ObjectNode merged =
                Kubectl.merged(
                        json("{'a': {'user': 1, 'ours': 2}, 'b': 1}"),
                        json("{'a': {'user': 1}, 'b': 1}"),
                        json("{'a': {}}"));

        assertThat(merged).isEqualTo(json("{'a': {'ours': 2}}"));
    }

    @Test
    void aListIsReplacedAsAWhole() throws Exception {
        ObjectNode merged =
                Kubectl.merged(json("{'a': [1, 2]}"), json("{'a': [1]}"), json("{'a': [3]}"));

        assertThat(merged).isEqualTo(json("{'a': [3]}"));
    }

    @Test
    void differencesAreNamedAsAUserWritesThem() throws Exception {
        assertThat(
                        Change.between(
                                json("{'spec': {'job': {'parallelism': 2}}}"),
                                json(
                                        "{'spec': {'job': {'parallelism': 4},"
                                                + " 'flinkConfiguration': {'a.b': 'c'}}}")))
                .containsExactly(
                        new Change("a.b", null, "c"), new Change("job.parallelism", "2", "4"));
    }

    private static ObjectNode json(String text) throws Exception {
        return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
