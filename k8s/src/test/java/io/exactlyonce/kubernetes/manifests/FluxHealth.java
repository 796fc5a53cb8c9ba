package io.exactlyonce.kubernetes.manifests;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelOptionalLibrary;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelEvaluationExceptionBuilder;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The health of an object as Flux works it out of {@code healthCheckExprs} (runtime/cel of
 * fluxcd/pkg): first the generation, if the status has one; then inProgress, failed and current, in
 * this order; with none of them, in progress. An expression that reads what is not there is no
 * answer, and Flux waits.
 *
 * @param expressions one entry of {@code healthCheckExprs}
 */
record FluxHealth(JsonNode expressions) {
    /** What Flux makes of it; {@code UNKNOWN} is not ready either. */
    enum Health {
        IN_PROGRESS,
        FAILED,
        CURRENT,
        UNKNOWN
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CelCompiler COMPILER =
            CelCompilerFactory.standardCelCompilerBuilder()
                    .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                    .addLibraries(CelOptionalLibrary.INSTANCE)
                    .addVar("apiVersion", SimpleType.DYN)
                    .addVar("kind", SimpleType.DYN)
                    .addVar("metadata", SimpleType.DYN)
                    .addVar("spec", SimpleType.DYN)
                    .addVar("status", SimpleType.DYN)
                    .build();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.standardCelRuntimeBuilder()
                    .addLibraries(CelOptionalLibrary.INSTANCE)
                    .build();
    private static final Map<String, CelRuntime.Program> PROGRAMS = new ConcurrentHashMap<>();

    Health of(JsonNode object) {
        JsonNode observed = object.at("/status/observedGeneration");
        if (observed.isIntegralNumber()
                && observed.asLong() != object.at("/metadata/generation").asLong()) {
            return Health.IN_PROGRESS;
        }
        try {
            if (isTrue("inProgress", object)) {
                return Health.IN_PROGRESS;
            }
            if (isTrue("failed", object)) {
                return Health.FAILED;
            }
            return isTrue("current", object) ? Health.CURRENT : Health.IN_PROGRESS;
        } catch (CelEvaluationException e) {
            return Health.UNKNOWN;
        }
    }

    /** cel-go calls a variable that is not there an error, cel-java an answer of its own. */
    private static boolean known(Object answer) throws CelEvaluationException {
        if (answer instanceof Boolean truth) {
            return truth;
        }
        throw CelEvaluationExceptionBuilder.newBuilder("no answer: " + answer).build();
    }

    private boolean isTrue(String name, JsonNode object) throws CelEvaluationException {
        Optional<String> expression =
                Optional.ofNullable(expressions.get(name)).map(JsonNode::asText);
        if (expression.isEmpty()) {
            return false;
        }
        Map<String, Object> variables =
                JSON.convertValue(object, new TypeReference<Map<String, Object>>() {});
        return known(program(expression.get()).eval(variables));
    }

    private static CelRuntime.Program program(String expression) {
        return PROGRAMS.computeIfAbsent(expression, FluxHealth::compiled);
    }

    private static CelRuntime.Program compiled(String expression) {
        try {
            return RUNTIME.createProgram(COMPILER.compile(expression).getAst());
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalArgumentException(expression, e);
        }
    }
}
