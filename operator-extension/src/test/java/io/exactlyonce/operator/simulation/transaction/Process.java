package io.exactlyonce.operator.simulation.transaction;

import io.exactlyonce.operator.controller.PlayedController;
import io.exactlyonce.operator.controller.TransactionPorts;
import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.ledger.Ledger;
import io.exactlyonce.operator.plan.AdmissionRequest;
import io.exactlyonce.operator.plan.EventNote;
import io.exactlyonce.operator.plan.FlinkObservation;
import io.exactlyonce.operator.plan.PolicyLookup;
import io.exactlyonce.operator.plan.StatedStart;
import io.exactlyonce.operator.port.ClusterWrites;
import io.exactlyonce.operator.port.ConflictException;
import io.exactlyonce.operator.port.KubernetesPort;
import io.exactlyonce.operator.port.LedgerView;
import io.exactlyonce.operator.port.StoredLedger;
import io.exactlyonce.operator.port.UnavailableException;
import io.exactlyonce.operator.rule.Surroundings;
import io.exactlyonce.operator.transaction.Pods;
import io.exactlyonce.operator.transaction.Start;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One replica of the controller of a cluster: it sees ledgers late, loses races for them, is cut
 * off from what it asks, and dies between any two steps. Between any two of its requests the world
 * moves on.
 */
final class Process {
    private final ClusterModel cluster;
    private final World world;
    private final Parts parts;
    private final BrokerPort brokers;
    private PlayedController controller;
    private List<StoredLedger> known = List.of();
    private Optional<FlinkDeployment> seen = Optional.empty();
    private List<StatedStart> starts = List.of();

    Process(ClusterModel cluster, World world, Parts parts) {
        this.cluster = cluster;
        this.world = world;
        this.parts = parts;
        this.brokers = new BrokerPort(cluster, world, parts.describesAgain());
        this.controller = started();
    }

    private PlayedController started() {
        return new PlayedController(
                new PlayedController.Ports(
                        new Cluster(false),
                        new Cluster(true),
                        new View(),
                        this::jobManager,
                        new TransactionPorts(brokers, new StoragePort(cluster, world), this::pods),
                        new Writes(),
                        world.clock()),
                parts.planner());
    }

    /** Looks at one name, as far as it comes. */
    String look(String name) {
        try {
            brokers.beginLook();
            controller.look(ApiServer.NAMESPACE, name);
            return "has looked";
        } catch (Faults.Death death) {
            controller = started();
            return "dies";
        } catch (ConflictException e) {
            world.struck("write conflict");
            return "gives up: " + e.getMessage();
        } catch (UnavailableException e) {
            return "gives up: " + e.getMessage();
        }
    }

    private Pods pods(String namespace, String name) {
        world.interlude();
        world.faults().pods();
        return cluster.running().pods(name);
    }

    private Optional<FlinkObservation> jobManager(String namespace, String name) {
        world.interlude();
        if (world.faults().jobManagers()) {
            return Optional.empty();
        }
        // One that is being stopped still answers.
        Optional<FlinkCluster> old = cluster.running().lingering(name);
        return world.isTroubled() && world.dice().percent(20) && old.isPresent()
                ? old.map(FlinkCluster::answers)
                : cluster.running().of(name).map(FlinkCluster::answers);
    }

    private final class Cluster implements KubernetesPort {
        private final boolean atTheDeed;

        Cluster(boolean atTheDeed) {
            this.atTheDeed = atTheDeed;
        }

        @Override
        public PolicyLookup policy(String namespace, String name) {
            return cluster.policy();
        }

        @Override
        public List<StatedStart> starts(String namespace) {
            world.interlude();
            if (atTheDeed && !parts.readsAgain()) {
                return starts;
            }
            List<StatedStart> now = cluster.server().all().stream().map(StatedStart::of).toList();
            starts = atTheDeed ? starts : now;
            return now;
        }

        @Override
        public Surroundings surroundings(AdmissionRequest request) {
            return Surroundings.NONE;
        }

        @Override
        public Optional<FlinkDeployment> deployment(String namespace, String name) {
            world.interlude();
            if (atTheDeed) {
                world.changeOfMind(cluster, name);
            }
            if (atTheDeed && !parts.readsAgain()) {
                return seen;
            }
            Optional<FlinkDeployment> now = cluster.server().get(name);
            seen = atTheDeed ? seen : now;
            return now;
        }
    }

    private final class View implements LedgerView {
        @Override
        public List<StoredLedger> ledgers(String namespace, String deployment) {
            if (!world.isTroubled() || world.dice().percent(85)) {
                known = cluster.ledgers().all();
            }
            return known.stream()
                    .filter(it -> it.ledger().identity().deployment().equals(deployment))
                    .toList();
        }

        @Override
        public Set<Start> unfinishedStarts(String namespace) {
            return known.stream()
                    .map(StoredLedger::ledger)
                    .flatMap(Start::of)
                    .collect(Collectors.toSet());
        }
    }

    private final class Writes implements ClusterWrites {
        @Override
        public StoredLedger create(Ledger ledger) {
            return written(() -> cluster.ledgers().create(ledger));
        }

        @Override
        public void update(StoredLedger stored, Ledger next) {
            written(() -> cluster.ledgers().update(stored, next));
        }

        private StoredLedger written(Supplier<StoredLedger> write) {
            world.interlude();
            world.faults().death();
            StoredLedger written = write.get();
            known =
                    Stream.concat(
                                    known.stream()
                                            .filter(
                                                    it ->
                                                            !it.ledger()
                                                                    .identity()
                                                                    .equals(
                                                                            written.ledger()
                                                                                    .identity())),
                                    Stream.of(written))
                            .toList();
            world.faults().death();
            return written;
        }

        @Override
        public void remove(StoredLedger stored) {
            cluster.ledgers().remove(stored);
        }

        @Override
        public void change(FlinkDeployment before, Fields wanted) {
            world.interlude();
            FlinkDeployment now = cluster.server().get(before.name()).orElse(null);
            if (now == null || now.generation() != before.generation()) {
                throw new ConflictException("it", new IllegalStateException());
            }
            world.happened("recovery");
            cluster.server()
                    .revise(before.name(), spec -> spec.with(wanted.object("spec", "job"), "job"));
        }

        @Override
        public void tell(FlinkDeployment about, EventNote note) {
            world.faults().death();
            cluster.told(about, note);
        }

        @Override
        public void tell(Ledger about, EventNote note) {
            world.faults().death();
        }

        @Override
        public void policyStatus(Fields before, Fields status) {
            throw new UnsupportedOperationException();
        }
    }
}
