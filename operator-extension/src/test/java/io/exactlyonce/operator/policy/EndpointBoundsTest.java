package io.exactlyonce.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.exactlyonce.operator.policy.EndpointBounds.Allowed;
import io.exactlyonce.operator.policy.EndpointBounds.Refused;
import io.exactlyonce.operator.policy.EndpointBounds.Undecided;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointBoundsTest {
    private static final EndpointBounds CLUSTER =
            new EndpointBounds(List.of("*.kafka.svc", "10.0.0.0/8", "2001:db8::/32"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "169.254.0.1",
                "100.100.100.200",
                "168.63.129.16",
                "0.0.0.0",
                "0.1.2.3",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "0:0:0:0:0:0:0:1",
                "0000::0001",
                "fe80::1",
                "febf::1",
                "ff02::1",
                "fd00:ec2::254",
                "FD00:EC2:0::254",
                "::ffff:127.0.0.1",
                "::ffff:7f00:1",
                "::127.0.0.1",
                "::ffff:0:169.254.169.254",
                "64:ff9b::169.254.169.254",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::1",
                "2001:0:a9fe:a9fe::1"
            })
    void addressOfNoServerIsRefusedWhateverIsAllowed(String address) {
        assertThat(EndpointBounds.ANY.judge(address)).isInstanceOf(Refused.class);
        assertThat(new EndpointBounds(List.of("*", "0.0.0.0/0", "::/0")).judge(address))
                .isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "192.168.1.1",
                "172.16.0.1",
                "8.8.8.8",
                "169.253.255.255",
                "126.255.255.255",
                "2001:db8::1",
                "fd12:3456::1",
                "::ffff:10.0.0.1"
            })
    void publicOrPrivateAddressIsAllowedWithoutBounds(String address) {
        assertThat(EndpointBounds.ANY.judge(address)).isEqualTo(new Allowed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a..b",
                "kafka..",
                "-a.example.com",
                "2130706433",
                "0x7f000001",
                "0x7f.1",
                "127.1",
                "0177.0.0.1",
                "127.0.0.01",
                "1.2.3.4.5",
                "256.0.0.1",
                "kafka.0x7f",
                "example.1",
                "127。0。0。1",
                "１２７.0.0.1",
                "ⅿetadata",
                "localhost%00.example.com",
                "a b",
                "user@host",
                "host/path",
                "[::1]",
                "fe80::1%eth0",
                "1::2::3",
                ":::1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8:9",
                "::1.2.3",
                "1.2.3.4::",
                "12345::"
            })
    void addressInDisguiseIsRefused(String host) {
        assertThat(EndpointBounds.ANY.judge(host))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).contains("usual form"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "localhost.",
                "kafka.localhost",
                "localhost.localdomain",
                "ip6-loopback",
                "metadata.google.internal",
                "METADATA.google.internal."
            })
    void nameOfNoServerIsRefused(String host) {
        assertThat(EndpointBounds.ANY.judge(host)).isInstanceOf(Refused.class);
    }

    @Test
    void nameIsUndecidedUntilItsAddressesAreKnown() {
        assertThat(EndpointBounds.ANY.judge("kafka-0.kafka")).isEqualTo(new Undecided());
        assertThat(EndpointBounds.ANY.judge("kafka-0.kafka", List.of())).isEqualTo(new Undecided());
        assertThat(EndpointBounds.ANY.judge("kafka-0.kafka", addresses("10.0.0.1")))
                .isEqualTo(new Allowed());
    }

    @Test
    void oneBadAddressRefusesTheName() {
        assertThat(EndpointBounds.ANY.judge("kafka", addresses("10.0.0.1", "169.254.169.254")))
                .isInstanceOf(Refused.class);
        assertThat(CLUSTER.judge("a.kafka.svc", addresses("10.0.0.1", "127.0.0.1")))
                .isInstanceOf(Refused.class);
    }

    @Test
    void nameThatIsAllowedMayHaveAnyRealAddress() {
        assertThat(CLUSTER.judge("A.Kafka.svc.", addresses("192.168.0.1")))
                .isEqualTo(new Allowed());
    }

    @Test
    void otherNameNeedsAllItsAddressesWithinTheBlocks() {
        assertThat(CLUSTER.judge("b.example.com", addresses("10.9.9.9", "2001:db8::7")))
                .isEqualTo(new Allowed());
        assertThat(CLUSTER.judge("b.example.com", addresses("10.9.9.9", "11.0.0.1")))
                .isInstanceOf(Refused.class);
        assertThat(CLUSTER.judge("10.9.9.9")).isEqualTo(new Allowed());
        assertThat(CLUSTER.judge("11.0.0.1")).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka.svc", "a.kafka.svc.evil.com", "akafka.svc", "a.kafka-svc"})
    void globIsHeldAgainstTheWholeName(String host) {
        EndpointBounds names = new EndpointBounds(List.of("*.kafka.svc"));

        assertThat(names.judge(host)).isInstanceOf(Refused.class);
    }

    @Test
    void loopbackNeedsABlockOfItsOwn() {
        EndpointBounds local = new EndpointBounds(List.of("127.0.0.0/8", "::1"));

        assertThat(local.judge("127.0.0.1")).isEqualTo(new Allowed());
        assertThat(local.judge("::ffff:127.0.0.1")).isEqualTo(new Allowed());
        assertThat(local.judge("localhost")).isEqualTo(new Undecided());
        assertThat(local.judge("localhost", addresses("127.0.0.1", "::1")))
                .isEqualTo(new Allowed());
        assertThat(local.judge("10.0.0.1")).isInstanceOf(Refused.class);
        assertThat(new EndpointBounds(List.of("localhost")).judge("localhost"))
                .isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.*", "*.*", "10.0.0.0/33", "10.0.0/8", "a/8", "", "http://a", "a b*"})
    void patternThatAllowsNothingOrTooMuchIsAnErrorAtStart(String pattern) {
        assertThatThrownBy(() -> new EndpointBounds(List.of("*.kafka.svc", pattern)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + pattern + "'")
                .hasMessageContaining("Write a name such as");
    }

    private static List<byte[]> addresses(String... texts) {
        return Stream.of(texts).map(EndpointBoundsTest::bytes).toList();
    }

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
