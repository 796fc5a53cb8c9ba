package io.exactlyonce.operator.flink;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * Where the REST interface of a deployment's JobManager is. Names come from resources that anybody
 * may write who may write a deployment, so an address is made only of names that are DNS labels: it
 * can be nothing but a Service of the same namespace.
 *
 * @param base of all JobManagers, with {@code {namespace}} and {@code {name}} in it
 */
public record JobManagerAddress(String base) {
    /** The Service that upstream makes for each deployment; 8081 unless it sets rest.port. */
    public static final JobManagerAddress SERVICE =
            new JobManagerAddress("http://{name}-rest.{namespace}:8081");

    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /**
     * The address without a slash at its end.
     *
     * @throws IllegalArgumentException if namespace or name is no DNS label
     */
    URI of(String namespace, String name) {
        if (!DNS_LABEL.matcher(namespace).matches() || !DNS_LABEL.matcher(name).matches()) {
            throw new IllegalArgumentException("no Service can have this name");
        }
        return URI.create(base.replace("{namespace}", namespace).replace("{name}", name));
    }
}
