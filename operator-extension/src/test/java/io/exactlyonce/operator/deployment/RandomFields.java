package io.exactlyonce.operator.deployment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Objects made from a seed: nested, with lists, and with names that contain dots. */
final class RandomFields {
    private static final List<String> NAMES = List.of("a", "b", "c", "a.b", "b.c", "d.e.f");

    private final Random random;

    RandomFields(long seed) {
        random = new Random(seed);
    }

    Fields object() {
        return new Fields(map(3));
    }

    /** One to three names. */
    String[] path() {
        String[] path = new String[1 + random.nextInt(3)];
        for (int step = 0; step < path.length; step++) {
            path[step] = name();
        }
        return path;
    }

    Object scalar() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(100);
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt(100) / 4.0;
            default -> "text " + random.nextInt(100);
        };
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private Map<String, Object> map(int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        int size = random.nextInt(4);
        for (int member = 0; member < size; member++) {
            map.put(name(), value(depth));
        }
        return map;
    }

    private Object value(int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            return map(depth - 1);
        }
        return random.nextInt(5) == 0 ? list() : scalar();
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        int size = random.nextInt(3);
        for (int member = 0; member < size; member++) {
            list.add(scalar());
        }
        return list;
    }
}
