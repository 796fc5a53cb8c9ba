package io.exactlyonce.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelOptionalLibrary;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code matchConditions} of a webhook as an API server works them out from 1.30 on: optional
 * types are known, {@code object} and {@code oldObject} have no type, and the webhook is asked if
 * all of them are true.
 */
final class MatchConditions {
    private static final CelOptions OPTIONS =
            CelOptions.current().enableHeterogeneousNumericComparisons(true).build();
    private static final CelCompiler COMPILER =
            CelCompilerFactory.standardCelCompilerBuilder()
                    .setOptions(OPTIONS)
                    .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                    .addLibraries(CelOptionalLibrary.INSTANCE)
                    .addVar("object", SimpleType.DYN)
                    .addVar("oldObject", SimpleType.DYN)
                    .setResultType(SimpleType.BOOL)
                    .build();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.standardCelRuntimeBuilder()
                    .setOptions(OPTIONS)
                    .addLibraries(CelOptionalLibrary.INSTANCE)
                    .build();

    private final List<CelRuntime.Program> conditions = new ArrayList<>();

    /**
     * Compiles them.
     *
     * @param webhook one entry of a configuration
     * @throws IllegalArgumentException if one cannot be compiled
     */
    MatchConditions(JsonNode webhook) {
        for (JsonNode condition : webhook.path("matchConditions")) {
            String expression = condition.path("expression").asText();
            try {
                conditions.add(RUNTIME.createProgram(COMPILER.compile(expression).getAst()));
            } catch (CelValidationException | CelEvaluationException e) {
                throw new IllegalArgumentException(expression, e);
            }
        }
    }

    int count() {
        return conditions.size();
    }

    /**
     * Whether the webhook is asked about a write.
     *
     * @param old null for one that creates
     * @throws IllegalArgumentException if a condition fails, which refuses the write
     */
    boolean ask(@Nullable JsonNode old, JsonNode written) {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("object", value(written));
        variables.put("oldObject", old == null ? NullValue.NULL_VALUE : value(old));
        boolean all = true;
        for (CelRuntime.Program condition : conditions) {
            try {
                all &= (Boolean) condition.eval(variables);
            } catch (CelEvaluationException | ClassCastException e) {
                throw new IllegalArgumentException(written.toString(), e);
            }
        }
        return all;
    }

    private static Object value(JsonNode json) {
        if (json.isObject()) {
            ImmutableMap.Builder<String, Object> map = ImmutableMap.builder();
            json.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
            return map.build();
        }
        if (json.isArray()) {
            return json.valueStream().map(MatchConditions::value).toList();
        }
        if (json.isIntegralNumber()) {
            return json.asLong();
        }
        return json.isBoolean() ? json.asBoolean() : json.asText();
    }
}
