package io.exactlyonce.operator.simulation;

import java.util.ArrayList;
import java.util.List;

/** Everybody of one run. */
final class World {
    private final Dice dice = new Dice();
    private final Tally tally;
    private final Policies policies = new Policies(dice);
    private final Invariants invariants;
    private final Webhook webhook;
    private final FakeApiServer server;
    private final Users users;
    private final UpstreamModel upstream;
    private List<String> trace = new ArrayList<>();
    private boolean interrupted;

    World(Admission admission, Tally tally) {
        this.tally = tally;
        invariants = new Invariants(tally);
        webhook = new Webhook(admission, policies, invariants, dice);
        server = new FakeApiServer(webhook, invariants, tally);
        users = new Users(server, dice);
        upstream = new UpstreamModel(server, invariants, dice);
        server.interruptBy(this::interlude);
    }

    void beginStep(long seed, int step, List<String> steps) {
        dice.beginStep(seed, step);
        trace = steps;
    }

    /** What somebody was doing when an invariant broke. */
    String doing() {
        return users.doing();
    }

    String step() {
        int choice = dice.below(100);
        if (choice < 42) {
            return users.act();
        } else if (choice < 90) {
            String name = dice.oneOf(Users.NAMES);
            upstream.watch().deliver(name);
            String done = upstream.reconcile(name);
            tally.count("upstream " + done);
            return name + " upstream " + done;
        } else if (choice < 95) {
            String name = dice.oneOf(Users.NAMES);
            return name + " " + upstream.trouble(name);
        }
        return policies.change();
    }

    /** Somebody else's step between admission and storage of a write; never one within another. */
    private void interlude() {
        if (!interrupted && dice.percent(12)) {
            interrupted = true;
            trace.add("  meanwhile " + step());
            interrupted = false;
        }
    }
}
