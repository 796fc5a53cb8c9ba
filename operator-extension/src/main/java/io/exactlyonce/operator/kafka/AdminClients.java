package io.exactlyonce.operator.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.HostResolver;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.KafkaAdminClient;

/** Makes clients that connect to judged addresses only. */
final class AdminClients {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int RECONNECT_MILLIS = 200;
    private static final int MOST_RECONNECT_MILLIS = 2_000;

    private AdminClients() {}

    /**
     * What every client of the operator has, whatever the policy says.
     *
     * @param access properties of the policy, secrets resolved
     */
    static Map<String, Object> properties(Map<String, String> access, BrokerPace pace) {
        Map<String, Object> properties = new TreeMap<>(access);
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "exactly-once-operator");
        properties.put(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) pace.answer().toMillis());
        properties.put(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) pace.request().toMillis());
        properties.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, CONNECT_MILLIS);
        properties.put(
                AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, CONNECT_MILLIS);
        properties.put(AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, RECONNECT_MILLIS);
        properties.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, MOST_RECONNECT_MILLIS);
        // Neither beans nor telemetry: brokers would be sent what nobody asked them to have.
        properties.put(AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        properties.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return properties;
    }

    /**
     * A client.
     *
     * <p>Kafka lets nobody but its own package say how names are resolved. To check names before
     * would leave out the brokers that answers name, and trust the next resolution; so its factory
     * is called past the compiler, and a test calls it with every version that we build with.
     *
     * @throws org.apache.kafka.common.KafkaException if the properties make no client
     */
    static Admin create(Map<String, Object> properties, HostResolver hosts) {
        try {
            Method factory =
                    Arrays.stream(KafkaAdminClient.class.getDeclaredMethods())
                            .filter(AdminClients::isFactory)
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    "This version of kafka-clients has no factory"
                                                            + " that takes a HostResolver: brokers"
                                                            + " could lead out of allowedEndpoints."
                                                            + " Use the version that the operator"
                                                            + " was built with"));
            factory.setAccessible(true);
            return (Admin) factory.invoke(null, new AdminClientConfig(properties), null, hosts);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isFactory(Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        return method.getName().equals("createInternal")
                && parameters.length == 3
                && parameters[0] == AdminClientConfig.class
                && parameters[2] == HostResolver.class;
    }
}
