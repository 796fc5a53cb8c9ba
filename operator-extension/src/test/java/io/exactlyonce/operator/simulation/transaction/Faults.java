package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.port.UnavailableException;

/** What fails between a controller and its world. */
final class Faults {
    private final World world;
    private boolean brokers;
    private boolean storage;
    private boolean pods;
    private boolean jobManagers;

    Faults(World world) {
        this.world = world;
    }

    /** The process dies here. */
    static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    String change() {
        switch (world.dice().below(4)) {
            case 0 -> brokers = !brokers;
            case 1 -> storage = !storage;
            case 2 -> pods = !pods;
            default -> jobManagers = !jobManagers;
        }
        return toString();
    }

    void none() {
        brokers = false;
        storage = false;
        pods = false;
        jobManagers = false;
    }

    private boolean strikes(String what, boolean down, int chance) {
        boolean strikes = world.isTroubled() && (down || world.dice().percent(chance));
        if (strikes) {
            world.struck(what);
        }
        return strikes;
    }

    void brokers() {
        if (strikes("brokers silent", brokers, 3)) {
            throw new UnavailableException("the brokers did not answer");
        }
    }

    /** The request was carried out, and its answer is lost. */
    void answerOfBrokers() {
        if (strikes("answer of brokers lost", false, 15)) {
            throw new UnavailableException("the brokers did not answer in time");
        }
    }

    boolean storage() {
        return strikes("storage silent", storage, 3);
    }

    void pods() {
        if (strikes("pods unreadable", pods, 3)) {
            throw new UnavailableException("the pods could not be read");
        }
    }

    boolean jobManagers() {
        return strikes("JobManager silent", jobManagers, 5);
    }

    void death() {
        if (strikes("controller dies", false, 3)) {
            throw new Death();
        }
    }

    @Override
    public String toString() {
        return "silent brokers "
                + brokers
                + ", storage "
                + storage
                + ", pods "
                + pods
                + ", JobManagers "
                + jobManagers;
    }
}
