package io.exactlyonce.operator.apiserver;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests of this class run on a real kube-apiserver. Constructors and methods may take a {@link
 * TestNamespace} (one per class), a {@link TestApiServer} (shared by all classes with this CRD) or
 * {@link ApiServers} (for tests that compare CRDs).
 *
 * <p>Without {@code KUBEBUILDER_ASSETS} the class is left out, and the end of the run says so; with
 * {@code TESTS_REQUIRE_API_SERVER=true} it fails instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(ApiServerExtension.class)
public @interface RequiresApiServer {
    /** The version of upstream's CRD that the server has. */
    UpstreamCrd value() default UpstreamCrd.V1_10;
}
