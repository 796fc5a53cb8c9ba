package io.exactlyonce.operator.simulation;

import io.exactlyonce.operator.deployment.Fields;
import io.exactlyonce.operator.deployment.FlinkDeployment;
import io.exactlyonce.operator.simulation.engine.Dice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one client has seen of the objects: events come late, in heaps, twice, or not at all until
 * the next list; a list from a lagging server even goes back.
 */
final class Watch {
    private final FakeApiServer server;
    private final Dice dice;
    private final Map<String, Integer> seen = new HashMap<>();

    Watch(FakeApiServer server, Dice dice) {
        this.server = server;
        this.dice = dice;
    }

    /** Some events arrive; most often all of them. */
    void deliver(String name) {
        int all = server.history(name).size();
        int known = seen.getOrDefault(name, 0);
        if (dice.percent(60)) {
            seen.put(name, all);
        } else if (dice.percent(80)) {
            seen.put(name, known + dice.below(all - known + 1));
        } else {
            seen.put(name, Math.max(0, known - dice.below(3)));
        }
    }

    /** After a crash everything is listed anew. */
    void relist() {
        for (String name : Users.NAMES) {
            seen.put(name, server.history(name).size());
        }
    }

    Optional<FlinkDeployment> get(String name) {
        int known = seen.getOrDefault(name, 0);
        List<Optional<FlinkDeployment>> versions = server.history(name);
        return known == 0 ? Optional.empty() : versions.get(known - 1);
    }

    /** An object as it was seen, with the status that it has. */
    static FlinkDeployment withStatusOf(FlinkDeployment live, FlinkDeployment seen) {
        Fields object = seen.object().without("status");
        Optional<Object> status = live.object().at("status");
        return new FlinkDeployment(
                status.isPresent() ? object.with(status.get(), "status") : object,
                seen.lastApplied(),
                live.lastReconciled(),
                live.lastStable());
    }
}
