package io.sluice.catalog.vending;

import static io.sluice.catalog.vending.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.storage.Location;
import io.sluice.catalog.storage.StorageProfile;
import io.sluice.catalog.storage.StorageProfile.Identity;
import io.sluice.catalog.storage.StorageProfile.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VendedCacheTest {
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final TestingClock clock = TestingClock.atThisMoment();
  private final TestingVendor vendor = new TestingVendor();
  private final VendedCache cache = new VendedCache(vendor, clock);

  /** Issues numbered credentials, when it is let. */
  private final class TestingVendor implements Vendor {
    final AtomicInteger asked = new AtomicInteger();
    volatile CountDownLatch gate = new CountDownLatch(0);
    volatile boolean down;

    @Override
    public Vended issue(VendRequest request) {
      int number = asked.incrementAndGet();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (down) {
        throw new ServiceUnavailableException("down");
      }
      return new Vended(
          "ID" + number,
          "the-secret",
          "the-token",
          clock.instant(),
          clock.instant().plus(LIFETIME));
    }
  }

  @AfterEach
  void close() {
    vendor.gate.countDown();
    cache.close();
  }

  private static VendRequest request(String principal) {
    return new VendRequest(
        new StorageProfile(
            "p",
            List.of(),
            Kind.S3,
            "r",
            Optional.empty(),
            true,
            new Identity.DefaultChain(),
            List.of(),
            Optional.empty(),
            false),
        new Recipient(principal, Map.of()),
        new Scope(List.of(Location.parse("s3://bucket/t")), true));
  }

  private String get(String principal) {
    return cache.get(request(principal)).accessKeyId();
  }

  @Test
  void theSameIsIssuedOnce() {
    assertThat(get("a")).isEqualTo("ID1");
    assertThat(get("a")).isEqualTo("ID1");
    assertThat(get("b")).isEqualTo("ID2");
  }

  @Test
  void oneAsksForAllWhoWaitAtOnce() throws InterruptedException {
    vendor.gate = new CountDownLatch(1);
    Set<String> found = ConcurrentHashMap.newKeySet();
    List<Thread> threads =
        IntStream.range(0, 50)
            .mapToObj(_ -> Thread.ofVirtual().start(() -> found.add(get("a"))))
            .toList();
    eventually(() -> assertThat(vendor.asked).hasValue(1));
    vendor.gate.countDown();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(found).containsExactly("ID1");
    assertThat(vendor.asked).hasValue(1);
  }

  @Test
  void whatIsUsedIsRenewedAtHalfItsLifeAndNobodyWaits() {
    assertThat(get("a")).isEqualTo("ID1");
    assertThat(get("a")).isEqualTo("ID1");
    vendor.gate = new CountDownLatch(1);
    clock.advance(Duration.ofMinutes(31));
    // the issuer is slow, and nobody notices
    assertThat(get("a")).isEqualTo("ID1");
    eventually(() -> assertThat(vendor.asked).hasValue(2));
    assertThat(get("a")).isEqualTo("ID1");
    vendor.gate.countDown();
    eventually(() -> assertThat(get("a")).isEqualTo("ID2"));
    assertThat(vendor.asked).hasValue(2);
  }

  @Test
  void theSweepRenewsWhatWasUsedAndForgetsWhatWasNot() {
    assertThat(get("used")).isEqualTo("ID1");
    assertThat(get("used")).isEqualTo("ID1");
    assertThat(get("once")).isEqualTo("ID2");
    clock.advance(Duration.ofMinutes(31));
    cache.sweep();
    eventually(() -> assertThat(vendor.asked).hasValue(3));
    clock.advance(Duration.ofMinutes(28));
    assertThat(get("used")).isEqualTo("ID3");
    clock.advance(Duration.ofMinutes(2));
    cache.sweep();
    assertThat(get("once")).isNotEqualTo("ID2");
  }

  @Test
  void whileTheIssuerIsDownWhatIsGoodIsServed() {
    assertThat(get("a")).isEqualTo("ID1");
    vendor.down = true;
    clock.advance(Duration.ofMinutes(40));
    assertThat(get("a")).isEqualTo("ID1");
    eventually(() -> assertThat(vendor.asked).hasValue(2));
    // within the last tenth of its life somebody waits, and is given what there is
    clock.advance(Duration.ofMinutes(18));
    assertThat(get("a")).isEqualTo("ID1");
    clock.advance(Duration.ofMinutes(3));
    assertThatThrownBy(() -> get("a")).isInstanceOf(ServiceUnavailableException.class);
    vendor.down = false;
    assertThat(get("a")).startsWith("ID").isNotEqualTo("ID1");
  }

  @Test
  void aSecretIsNotShown() {
    assertThat(cache.get(request("a")).toString()).doesNotContain("the-secret", "the-token");
  }
}
