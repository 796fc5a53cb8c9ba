package io.exactlyonce.operator.rule;

import io.exactlyonce.operator.deployment.FlinkConfiguration;
import io.exactlyonce.operator.deployment.FlinkKey;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where Flink keeps which checkpoint is the last. Below it, each cluster id has a place of its own,
 * and upstream makes that the deployment's name ({@code FlinkConfigBuilder.build}).
 *
 * @param type {@code kubernetes}, {@code zookeeper}, or what else {@code high-availability.type}
 *     says, in lower case
 * @param hosts of the ZooKeeper ensemble; empty for other types
 * @param root path in the ensemble, without the slash it begins with; empty for other types
 */
public record MetadataPlace(String type, Set<String> hosts, String root) {
    private static final String KUBERNETES = "kubernetes";
    private static final String KUBERNETES_FACTORY =
            "org.apache.flink.kubernetes.highavailability.kuberneteshaservicesfactory";
    private static final String ZOOKEEPER = "zookeeper";
    private static final String DEFAULT_ROOT = "/flink";
    private static final String DEFAULT_PORT = ":2181";

    /** Copies the set. */
    public MetadataPlace {
        hosts = Collections.unmodifiableSet(new TreeSet<>(hosts));
    }

    static MetadataPlace of(FlinkConfiguration configuration) {
        String type =
                configuration
                        .value(FlinkKey.HIGH_AVAILABILITY)
                        .orElse("")
                        .trim()
                        .toLowerCase(Locale.ROOT);
        if (type.equals(ZOOKEEPER)) {
            return zooKeeper(
                    configuration.value(FlinkKey.HIGH_AVAILABILITY_QUORUM).orElse(""),
                    configuration.value(FlinkKey.HIGH_AVAILABILITY_ROOT).orElse(DEFAULT_ROOT));
        }
        return new MetadataPlace(type.equals(KUBERNETES_FACTORY) ? KUBERNETES : type, Set.of(), "");
    }

    /** A connection string is {@code host:port,host:port/path}; the path comes before the root. */
    private static MetadataPlace zooKeeper(String quorum, String root) {
        int slash = quorum.indexOf('/');
        String path = slash < 0 ? "" : quorum.substring(slash);
        return new MetadataPlace(
                ZOOKEEPER,
                Arrays.stream((slash < 0 ? quorum : quorum.substring(0, slash)).split(",", -1))
                        .map(host -> host.trim().toLowerCase(Locale.ROOT))
                        .filter(host -> !host.isEmpty())
                        .map(host -> host.contains(":") ? host : host + DEFAULT_PORT)
                        .collect(Collectors.toSet()),
                Arrays.stream((path + "/" + root).split("/", -1))
                        .map(String::trim)
                        .filter(step -> !step.isEmpty())
                        .collect(Collectors.joining("/")));
    }

    boolean isZooKeeper() {
        return type.equals(ZOOKEEPER);
    }

    /** Whether restarts find anything there at all; what is neither is the user's own class. */
    boolean isOn() {
        return !HighAvailabilityOff.OFF.contains(type);
    }

    /** An ensemble is known by any of its hosts: hosts are added to it and taken from it. */
    boolean isSameAs(MetadataPlace other) {
        return type.equals(other.type)
                && root.equals(other.root)
                && (hosts.equals(other.hosts) || !Collections.disjoint(hosts, other.hosts));
    }

    /** The option by which this differs from another place. */
    FlinkKey differenceTo(MetadataPlace other) {
        if (!type.equals(other.type)) {
            return FlinkKey.HIGH_AVAILABILITY;
        }
        return Collections.disjoint(hosts, other.hosts)
                ? FlinkKey.HIGH_AVAILABILITY_QUORUM
                : FlinkKey.HIGH_AVAILABILITY_ROOT;
    }
}
