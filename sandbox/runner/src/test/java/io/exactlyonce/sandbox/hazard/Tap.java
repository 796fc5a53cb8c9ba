package io.exactlyonce.sandbox.hazard;

import io.exactlyonce.operator.port.KafkaPort;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Listens to what a controller asks the brokers, and lets things happen just before. */
final class Tap implements ExactlyOnceOperator.Wire {
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Runnable> before = new ConcurrentHashMap<>();

    /**
     * One question.
     *
     * @param what method of the port
     * @param at by the controller's clock
     */
    record Request(String what, Instant at) {}

    List<Request> requests() {
        return requests;
    }

    /** Happens once, just before the next question of that kind. */
    void beforeNext(String what, Runnable event) {
        before.put(what, event);
    }

    @Override
    public KafkaPort between(KafkaPort brokers, InstantSource clock) {
        return (KafkaPort)
                Proxy.newProxyInstance(
                        KafkaPort.class.getClassLoader(),
                        new Class<?>[] {KafkaPort.class},
                        (proxy, method, arguments) -> heard(brokers, clock, method, arguments));
    }

    private @Nullable Object heard(
            KafkaPort brokers, InstantSource clock, Method method, Object[] arguments)
            throws Throwable {
        requests.add(new Request(method.getName(), clock.instant()));
        Runnable event = before.remove(method.getName());
        if (event != null) {
            event.run();
        }
        try {
            return method.invoke(brokers, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
