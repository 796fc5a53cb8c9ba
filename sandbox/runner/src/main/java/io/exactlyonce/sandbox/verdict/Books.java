package io.exactlyonce.sandbox.verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Values by key, in order: one side of the comparison. Dead letters are kept without order, since
 * they have no key.
 */
final class Books {
    private final Map<String, List<Long>> outputs = new HashMap<>();
    private final List<Long> deadLetters = new ArrayList<>();
    private long outputCount;

    void output(String key, long fingerprint) {
        outputs.computeIfAbsent(key, unused -> new ArrayList<>()).add(fingerprint);
        outputCount++;
    }

    void deadLetter(long fingerprint) {
        deadLetters.add(fingerprint);
    }

    Map<String, List<Long>> outputs() {
        return outputs;
    }

    List<Long> deadLetters() {
        return deadLetters;
    }

    long outputCount() {
        return outputCount;
    }
}
