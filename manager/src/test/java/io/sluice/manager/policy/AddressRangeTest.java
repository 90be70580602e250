package io.sluice.manager.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "192.0.2.0/24, 192.0.2.255, true",
    "192.0.2.0/24, 192.0.3.0, false",
    "192.0.2.77/24, 192.0.2.1, true",
    "192.0.2.0/23, 192.0.3.255, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.4/31, 192.0.2.5, true",
    "192.0.2.4/31, 192.0.2.6, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, ::1, false",
    "::/0, ::1, true",
    "::/0, 8.8.8.8, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "2001:db8::1, 2001:DB8:0:0:0:0:0:1, true",
    "192.0.2.0/24, ::ffff:192.0.2.9, true",
    "192.0.2.0/24, unknown, false",
    "192.0.2.0/24, '', false",
  })
  void anAddressIsInARange(String range, String address, boolean contained) {
    assertThat(AddressRange.parse(range))
        .hasValueSatisfying(r -> assertThat(r.contains(address)).isEqualTo(contained));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "192.0.2.0/",
        "192.0.2.0/33",
        "192.0.2.0/-1",
        "192.0.2.0/a",
        "192.0.2.0/8/8",
        "192.0.2.256",
        "192.0.2",
        "10",
        "::/129",
        "localhost",
        "example.com",
        "192.0.2.0 ",
      })
  void anythingElseIsNoRange(String text) {
    assertThat(AddressRange.parse(text)).isEmpty();
  }
}
