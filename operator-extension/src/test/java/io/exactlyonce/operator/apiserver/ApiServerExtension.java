package io.exactlyonce.operator.apiserver;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the servers of this JVM, or leaves them out aloud when there is nothing to start. */
final class ApiServerExtension implements ExecutionCondition, ParameterResolver {
    private static final Namespace STORE = Namespace.create(ApiServerExtension.class);
    private static final Set<Class<?>> GIVEN =
            Set.of(ApiServers.class, TestApiServer.class, TestNamespace.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (Assets.of(System.getenv()).isPresent()) {
            return ConditionEvaluationResult.enabled(Assets.FOLDER + " is set");
        }
        shared(context, LeftOut.class, LeftOut::new).add(context.getRequiredTestClass());
        return ConditionEvaluationResult.disabled(
                "needs a real kube-apiserver, and " + Assets.FOLDER + " is not set");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return GIVEN.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == TestNamespace.class) {
            return namespace(context);
        }
        return type == TestApiServer.class ? server(context) : servers(context);
    }

    private static ApiServers servers(ExtensionContext context) {
        return shared(
                context,
                ApiServers.class,
                () -> new ApiServers(Assets.of(System.getenv()).orElseThrow()));
    }

    private static TestApiServer server(ExtensionContext context) {
        return servers(context).with(crd(context.getRequiredTestClass()));
    }

    /**
     * One for the class (each time, if it is parameterized), whichever of its methods asks first.
     */
    private static TestNamespace namespace(ExtensionContext context) {
        ExtensionContext ofClass = context;
        while (ofClass.getTestMethod().isPresent()) {
            ofClass = ofClass.getParent().orElseThrow();
        }
        return ofClass.getStore(STORE)
                .computeIfAbsent(
                        TestNamespace.class,
                        type -> server(context).newNamespace(stem(context.getRequiredTestClass())),
                        TestNamespace.class);
    }

    private static String stem(Class<?> type) {
        return type.getSimpleName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }

    private static UpstreamCrd crd(Class<?> type) {
        Optional<RequiresApiServer> annotation =
                Optional.ofNullable(type.getAnnotation(RequiresApiServer.class));
        // A nested class has the server of the class around it.
        return annotation
                .map(RequiresApiServer::value)
                .orElseGet(() -> crd(type.getEnclosingClass()));
    }

    /** Kept at the root and closed by JUnit after the last test. */
    private static <T> T shared(ExtensionContext context, Class<T> type, Supplier<T> create) {
        return context.getRoot().getStore(STORE).computeIfAbsent(type, key -> create.get(), type);
    }
}
