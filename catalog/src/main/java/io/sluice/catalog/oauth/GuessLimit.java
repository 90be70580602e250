package io.sluice.catalog.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Slows down who guesses client secrets. Wrong secrets are counted for a client at an address, for
 * an address, and for a client wherever it is asked from; behind a number that is free, each one
 * doubles how long has to be waited. The last of these bounds is wide and its wait short, so that
 * nobody keeps a client out by guessing at it from elsewhere.
 *
 * <p>One wrong secret that comes again is no further guess: a client that is set up wrongly slows
 * down nobody behind the same address.
 */
final class GuessLimit {
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final int MOST_COUNTED = 50_000;

  /** What is counted together. */
  private enum Kind {
    CLIENT_AT_ADDRESS(10, Duration.ofMinutes(5)),
    ADDRESS(100, Duration.ofMinutes(5)),
    CLIENT(1_000, Duration.ofSeconds(10));

    private final int free;
    private final Duration longestWait;

    Kind(int free, Duration longestWait) {
      this.free = free;
      this.longestWait = longestWait;
    }

    /** How long has to be waited after so many wrong secrets. */
    long waitMillis(int count) {
      if (count < free) {
        return 0;
      }
      return Math.min(longestWait.toMillis(), FIRST_WAIT.toMillis() << Math.min(count - free, 20));
    }
  }

  private record Counted(Kind kind, String whose) {}

  /** Of the last wrong secret only a hash that says little is kept. */
  private record Wrong(int count, int lastHash, long lastMillis, long untilMillis) {}

  private final Clock clock;
  private final Cache<Counted, Wrong> all = Caffeine.newBuilder().maximumSize(MOST_COUNTED).build();

  GuessLimit(Clock clock) {
    this.clock = clock;
  }

  /** How long somebody has to wait before the next attempt; zero for not at all. */
  Duration toWait(String clientId, InetAddress address) {
    long now = clock.millis();
    long longest = 0;
    for (Counted counted : counted(clientId, address)) {
      Wrong wrong = all.getIfPresent(counted);
      if (wrong != null) {
        longest = Math.max(longest, wrong.untilMillis() - now);
      }
    }
    return Duration.ofMillis(longest);
  }

  /** Counts a wrong secret. */
  void wrong(String clientId, InetAddress address, String secret) {
    long now = clock.millis();
    int hash = secret.hashCode();
    List<Counted> counted = counted(clientId, address);
    Wrong known = all.getIfPresent(counted.getFirst());
    if (known != null && !isOver(known, now) && known.lastHash() == hash) {
      return;
    }
    for (Counted each : counted) {
      var _ =
          all.asMap()
              .compute(
                  each,
                  (_, before) -> {
                    int count = before == null || isOver(before, now) ? 1 : before.count() + 1;
                    return new Wrong(count, hash, now, now + each.kind().waitMillis(count));
                  });
    }
  }

  /** Forgets what was counted for a client at an address, for now the secret is known there. */
  void right(String clientId, InetAddress address) {
    all.invalidate(counted(clientId, address).getFirst());
  }

  private static boolean isOver(Wrong wrong, long now) {
    return now - wrong.lastMillis() > FORGOTTEN_AFTER.toMillis();
  }

  private static List<Counted> counted(String clientId, InetAddress address) {
    String network = network(address);
    return List.of(
        new Counted(Kind.CLIENT_AT_ADDRESS, network + " " + shortened(clientId)),
        new Counted(Kind.ADDRESS, network),
        new Counted(Kind.CLIENT, shortened(clientId)));
  }

  /** Whoever has one address of IPv6 has as many as they like of the same 64 bits. */
  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, Long.BYTES) : bytes);
  }

  private static String shortened(String clientId) {
    return clientId.length() > 128 ? clientId.substring(0, 128) : clientId;
  }
}
