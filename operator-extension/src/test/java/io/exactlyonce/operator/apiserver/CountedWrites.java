package io.exactlyonce.operator.apiserver;

import io.exactlyonce.operator.port.ClusterWrites;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** How much one replica has written. */
final class CountedWrites implements UnaryOperator<ClusterWrites> {
    private final AtomicInteger writes = new AtomicInteger();

    int count() {
        return writes.get();
    }

    @Override
    public ClusterWrites apply(ClusterWrites real) {
        return (ClusterWrites)
                Proxy.newProxyInstance(
                        CountedWrites.class.getClassLoader(),
                        new Class<?>[] {ClusterWrites.class},
                        (proxy, method, arguments) -> {
                            writes.incrementAndGet();
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
