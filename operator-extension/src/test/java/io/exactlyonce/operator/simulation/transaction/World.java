package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.simulation.engine.Dice;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Two clusters that share brokers, and time. */
final class World {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int SETUP = 0xffff;
    private static final String ORDERS = "orders";
    private static final List<String> NAMES = List.of(ORDERS, ORDERS, ORDERS, "copy");

    private final Dice dice = new Dice();
    private final Tally tally;
    private final Faults faults = new Faults(this);
    private final Brokers brokers;
    private final List<ClusterModel> clusters = new ArrayList<>();
    private final List<List<Process>> processes = new ArrayList<>();
    private List<String> trace = new ArrayList<>();
    private Instant now = START;
    private boolean troubled = true;
    private boolean interrupted;

    World(Parts parts, long seed, Tally tally, Brokers.Start start) {
        this.tally = tally;
        dice.beginStep(seed, SETUP);
        brokers = start.start(() -> now, dice.percent(70));
        for (String name : List.of("a", "b")) {
            ClusterModel cluster = new ClusterModel(name, seed, this, parts);
            clusters.add(cluster);
            processes.add(
                    List.of(new Process(cluster, this, parts), new Process(cluster, this, parts)));
            firstRuns(cluster);
        }
    }

    /** Every run begins with a deployment that has committed, and that its controller knows. */
    private void firstRuns(ClusterModel cluster) {
        cluster.server().create(ORDERS, 1 + dice.below(3), "");
        troubled = false;
        cluster.reconcile(ORDERS);
        cluster.running().jobs().forEach(World::goOn);
        processes.get(processes.size() - 1).get(0).look(ORDERS);
        troubled = true;
    }

    /** As far as it comes. */
    static void goOn(Job job) {
        job.restart();
        job.write();
        job.trigger();
        job.complete();
        job.commit();
    }

    void beginStep(long seed, int step, List<String> steps) {
        dice.beginStep(seed, step);
        trace = steps;
    }

    Dice dice() {
        return dice;
    }

    Brokers brokers() {
        return brokers;
    }

    Faults faults() {
        return faults;
    }

    InstantSource clock() {
        return () -> now;
    }

    List<ClusterModel> clusters() {
        return clusters;
    }

    boolean isTroubled() {
        return troubled;
    }

    /** What became of a transaction. */
    void happened(String what) {
        tally.outcome(what);
        trace.add("    " + what);
    }

    /** Something failed. */
    void struck(String what) {
        tally.fault(what);
    }

    void pass(Duration time) {
        now = now.plus(time);
        brokers.expire();
    }

    /** Between two requests of a controller, anything may happen. */
    void interlude() {
        if (troubled && !interrupted && dice.percent(5)) {
            interrupted = true;
            struck("interlude");
            trace.add("    meanwhile " + step());
            interrupted = false;
        }
    }

    /** Just before a transaction is ended, somebody changes his mind. */
    void changeOfMind(ClusterModel cluster, String name) {
        if (troubled && !interrupted && dice.percent(20)) {
            struck("change of mind");
            trace.add("    meanwhile users " + new Users(cluster, dice).act(name));
        }
    }

    String step() {
        pass(Duration.ofSeconds(1 + dice.below(15)));
        int which = dice.percent(85) ? 0 : 1;
        ClusterModel cluster = clusters.get(which);
        String name = which == 0 ? dice.oneOf(NAMES) : ORDERS;
        String who = "ab".charAt(which) + "/" + name + " ";
        int choice = dice.below(100);
        if (choice < 14) {
            return who + told("users " + new Users(cluster, dice).act(name));
        } else if (choice < 33) {
            String first = cluster.reconcile(name);
            String second =
                    dice.percent(50) ? ", " + told("upstream " + cluster.reconcile(name)) : "";
            return who + told("upstream " + first) + second;
        } else if (choice < 60) {
            return who + "job: " + work(cluster);
        } else if (choice < 86 && !interrupted) {
            Process process = dice.oneOf(processes.get(which));
            return choice < 78
                    ? who + told("controller " + process.look(name))
                    : who + new Spells(this, cluster, process).cast(name);
        } else if (choice < 93) {
            return who + cluster.running().collect();
        }
        return who + rare(cluster, name);
    }

    /** Counted by its first words. */
    private String told(String what) {
        int second = what.indexOf(' ', what.indexOf(' ') + 1);
        String step = second < 0 ? what : what.substring(0, second);
        tally.step(step);
        if (step.equals("upstream dies")) {
            struck(step);
        }
        return what;
    }

    private String rare(ClusterModel cluster, String name) {
        int choice = dice.below(100);
        if (choice < 50) {
            return faults.change();
        } else if (choice < 62) {
            cluster.loseLedgers(name);
            struck("ledgers deleted");
            return "ledgers deleted";
        }
        Duration time =
                choice < 64
                        ? Duration.ofDays(8)
                        : Duration.ofMinutes(choice < 75 ? 16 : 1 + dice.below(9));
        pass(time);
        return "nothing for " + time;
    }

    /** Some job goes on for a while, as far as it comes. */
    private String work(ClusterModel cluster) {
        List<Job> jobs = cluster.running().jobs();
        if (jobs.isEmpty()) {
            return "there is none";
        }
        Job job = dice.oneOf(jobs);
        if (job.state() == Job.State.RESTARTING && cluster.running().isCurrent(job)) {
            job.restart();
        }
        if (!job.isRunning()) {
            return job.plan() + " is " + job.state();
        }
        job.write();
        int choice = dice.below(100);
        if (choice < 8) {
            job.savepoint();
            return job.plan() + " took a savepoint";
        } else if (choice < 16) {
            job.fail(dice.percent(50));
            return job.plan() + " fails";
        } else if (choice < 22) {
            job.killJobManager();
            return job.plan() + " is killed";
        }
        return checkpoint(job);
    }

    private String checkpoint(Job job) {
        job.trigger();
        if (dice.percent(15)) {
            return job.plan() + " triggered";
        }
        if (dice.percent(10)) {
            job.decline();
            return job.plan() + " declined";
        }
        job.complete();
        if (dice.percent(70)) {
            job.commit();
        }
        job.write();
        return job.plan() + " completed " + job.latest().map(it -> it.path()).orElse("nothing");
    }

    /** From now on nothing fails, people only mend, and what is stopped is gone at once. */
    void calm() {
        troubled = false;
        faults.none();
    }

    /** All of one cluster go on for a moment. */
    void round(ClusterModel cluster) {
        pass(Duration.ofSeconds(10));
        Process process = processes.get(clusters.indexOf(cluster)).get(0);
        for (String name : cluster.names()) {
            new Users(cluster, dice).mend(name);
            cluster.reconcile(name);
            while (cluster.running().lingers()) {
                cluster.running().collect();
            }
            cluster.running().of(name).map(FlinkCluster::job).ifPresent(World::goOn);
            trace.add(name + " " + process.look(name));
        }
    }
}
