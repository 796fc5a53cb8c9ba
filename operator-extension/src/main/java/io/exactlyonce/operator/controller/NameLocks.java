package io.exactlyonce.operator.controller;

import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Two watches may call for one name at a time. Versions of what was read would keep the outcome
 * right; taking turns keeps it from being done twice.
 */
final class NameLocks {
    /** Far more than threads that reconcile, so that strangers seldom wait for each other. */
    private static final int STRIPES = 256;

    private final Lock[] stripes =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(Lock[]::new);

    <T> T alone(String namespace, String name, Supplier<T> work) {
        Lock lock = stripes[Math.floorMod(Objects.hash(namespace, name), STRIPES)];
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
