package io.sluice.credentials.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Every session that was issued in a test, so that servers agree on who is who until when. */
public final class TestingIdentities {
  private final InstantSource clock;
  private final Map<String, TestingSession> sessions = new ConcurrentHashMap<>();
  private final AtomicInteger counter = new AtomicInteger();

  public TestingIdentities(InstantSource clock) {
    this.clock = clock;
  }

  /** Credentials of one session: {@code ASIA0001}, {@code secret-1}, {@code token-1} and so on. */
  public record TestingSession(
      String accessKeyId,
      String secretAccessKey,
      String sessionToken,
      Instant expiresAt,
      String arn) {}

  /** The next session has the number after that one. */
  public void countFrom(int number) {
    counter.set(number);
  }

  public TestingSession issue(String arn, Duration life) {
    int number = counter.incrementAndGet();
    TestingSession session =
        new TestingSession(
            "ASIA%04d".formatted(number),
            "secret-" + number,
            "token-" + number,
            clock.instant().plus(life),
            arn);
    sessions.put(session.accessKeyId(), session);
    return session;
  }

  /** Credentials that came from elsewhere. */
  public void add(String accessKeyId, String arn) {
    sessions.put(accessKeyId, new TestingSession(accessKeyId, "secret", "token", Instant.MAX, arn));
  }

  /** Nobody takes that access key any more, as after its role was deleted. */
  public void revoke(String accessKeyId) {
    sessions.remove(accessKeyId);
  }

  /** The session of that access key; null where it is unknown or has expired. */
  public @Nullable TestingSession valid(@Nullable String accessKeyId) {
    TestingSession session = accessKeyId == null ? null : sessions.get(accessKeyId);
    return session == null || !clock.instant().isBefore(session.expiresAt()) ? null : session;
  }

  InstantSource clock() {
    return clock;
  }
}
