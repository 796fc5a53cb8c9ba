package io.exactlyonce.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IpAddressTest {

    @Test
    void textOfThePlatformIsReadBackAsTheSameAddress() throws UnknownHostException {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[i % 2 == 0 ? 4 : 16];
            random.nextBytes(bytes);
            // Zeros make the short forms.
            if (bytes.length == 16) {
                for (int zero = random.nextInt(8); zero > 0; zero--) {
                    bytes[random.nextInt(16)] = 0;
                }
            }
            InetAddress address = InetAddress.getByAddress(bytes);

            assertThat(IpAddress.parse(address.getHostAddress()))
                    .hasValue(IpAddress.of(address.getAddress()));
        }
    }

    @Test
    void shortFormsAreTheSameAddress() {
        assertThat(IpAddress.parse("2001:db8::1"))
                .isEqualTo(IpAddress.parse("2001:0DB8:0:0:0:0:0:1"))
                .isPresent();
        assertThat(IpAddress.parse("::ffff:1.2.3.4"))
                .isEqualTo(IpAddress.parse("::ffff:102:304"))
                .isPresent();
    }

    @Test
    void blockContainsItsFirstAndLastAddressOnly() {
        AddressBlock block = AddressBlock.of("10.16.0.0/12");

        assertThat(block.contains(address("10.16.0.0"))).isTrue();
        assertThat(block.contains(address("10.31.255.255"))).isTrue();
        assertThat(block.contains(address("10.15.255.255"))).isFalse();
        assertThat(block.contains(address("10.32.0.0"))).isFalse();
        assertThat(AddressBlock.of("::/0").contains(address("10.16.0.0"))).isFalse();
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
