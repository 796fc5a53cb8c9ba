package io.exactlyonce.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import io.exactlyonce.operator.deployment.Fields;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InjectedBlockTest {

    @Test
    void everyValueSurvivesTheAnnotation() {
        InjectedBlock block =
                InjectedBlock.of(
                        Map.of(
                                "a.line-break",
                                "one\ntwo\n",
                                "a.back-slash",
                                "C:\\new\\\\n",
                                "a.separator",
                                "x: y: z",
                                "a.empty",
                                "",
                                "a.space",
                                " padded ",
                                InjectedBlock.UPGRADE_MODE,
                                "savepoint"));

        assertThat(InjectedBlock.parse(block.format())).isEqualTo(block);
    }

    @Test
    void whatIsNoEntryIsLeftOut() {
        assertThat(InjectedBlock.parse("no entry\n: no key\nkey:no space\ngood: 1").entries())
                .isEqualTo(Map.of("good", "1"));
    }

    @Test
    void anotherValueIsNotTakenAway() {
        InjectedBlock block = InjectedBlock.of(Map.of("a", "1", "b", "2"));
        Fields spec = new Fields(Map.of("flinkConfiguration", Map.of("a", 1, "b", "3")));

        assertThat(block.removeFrom(spec).object("flinkConfiguration").values())
                .isEqualTo(Map.of("b", "3"));
    }

    @Test
    void ownEntriesWinOverThoseOfTheOther() {
        InjectedBlock kept = InjectedBlock.of(Map.of("a", "1"));
        InjectedBlock open = InjectedBlock.of(Map.of("a", "2", "b", "2"));

        assertThat(kept.and(open)).isEqualTo(InjectedBlock.of(Map.of("a", "1", "b", "2")));
    }
}
