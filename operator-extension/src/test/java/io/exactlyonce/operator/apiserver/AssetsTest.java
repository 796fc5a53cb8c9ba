package io.exactlyonce.operator.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssetsTest {
    @TempDir Path folder;

    @Test
    void namedFolderIsUsed() throws IOException {
        for (String program : new String[] {"kube-apiserver", "etcd", "kubectl"}) {
            assertThat(Files.createFile(folder.resolve(program)).toFile().setExecutable(true))
                    .isTrue();
        }

        assertThat(Assets.of(Map.of("KUBEBUILDER_ASSETS", folder.toString())))
                .contains(new Assets(folder));
    }

    @Test
    void withoutAFolderThereAreNone() {
        assertThat(Assets.of(Map.of())).isEmpty();
        assertThat(Assets.of(Map.of("KUBEBUILDER_ASSETS", " "))).isEmpty();
    }

    @Test
    void withoutAFolderWhereTheyAreRequiredIsAFailure() {
        assertThatThrownBy(() -> Assets.of(Map.of("TESTS_REQUIRE_API_SERVER", "true")))
                .hasMessageContaining("KUBEBUILDER_ASSETS is not set")
                .hasMessageContaining("export KUBEBUILDER_ASSETS=$(build/kubernetes-assets)");
    }

    @Test
    void folderWithoutAProgramIsAFailureNotASkip() {
        assertThatThrownBy(() -> Assets.of(Map.of("KUBEBUILDER_ASSETS", folder.toString())))
                .hasMessageContaining("has no executable kube-apiserver");
    }

    @Test
    void leftOutClassesAreNamedOnceWithTheWayToRunThem() {
        LeftOut leftOut = new LeftOut();
        leftOut.add(UpstreamFactsIT.class);
        leftOut.add(ApiServerHarnessIT.class);
        leftOut.add(UpstreamFactsIT.class);

        assertThat(leftOut.message())
                .contains("LEFT OUT: 2 test class(es)")
                .containsOnlyOnce(UpstreamFactsIT.class.getName())
                .contains("export KUBEBUILDER_ASSETS=$(build/kubernetes-assets)");
    }
}
