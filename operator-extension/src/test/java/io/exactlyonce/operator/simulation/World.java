package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.simulation.engine.Dice;
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
    private final ControllerModel controller;
    private final Truth truth = new Truth();
    private List<String> trace = new ArrayList<>();
    private boolean interrupted;

    World(Admission admission, LedgerDecision ledger, Tally tally) {
        this.tally = tally;
        invariants = new Invariants(tally);
        webhook = new Webhook(admission, policies, invariants, dice);
        server = new FakeApiServer(webhook, invariants, truth, tally);
        users = new Users(server, dice);
        upstream = new UpstreamModel(server, invariants, truth, dice);
        controller = new ControllerModel(ledger, server, upstream, policies, truth, dice);
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
        String name = dice.oneOf(Users.NAMES);
        if (choice < 30) {
            return users.act();
        } else if (choice < 68) {
            upstream.watch().deliver(name);
            return told(name + " upstream ", upstream.reconcile(name));
        } else if (choice < 86) {
            return told(name + " controller ", controller.reconcile(name));
        } else if (choice < 88) {
            return name + " " + controller.loseLedgers(name);
        } else if (choice < 95) {
            return name + " " + upstream.trouble(name);
        }
        return policies.change();
    }

    private String told(String who, String what) {
        tally.count(who.substring(who.indexOf(' ') + 1) + what);
        return who + what;
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
