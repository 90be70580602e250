package io.sluice.catalog.vending;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Credentials that were issued for a scope. */
record Vended(
    String accessKeyId,
    String secretAccessKey,
    String sessionToken,
    Instant issued,
    Instant expires) {
  AwsSessionCredentials aws() {
    return AwsSessionCredentials.builder()
        .accessKeyId(accessKeyId)
        .secretAccessKey(secretAccessKey)
        .sessionToken(sessionToken)
        .build();
  }

  Instant halfway() {
    return issued.plus(Duration.between(issued, expires).dividedBy(2));
  }

  /** Whether they last for long enough to be of use to somebody who gets them now. */
  static boolean usable(@Nullable Vended vended, Instant now) {
    return vended != null
        && now.isBefore(
            vended.expires.minus(Duration.between(vended.issued, vended.expires).dividedBy(10)));
  }

  @Override
  public String toString() {
    return "Vended(" + accessKeyId + ", masked, until " + expires + ")";
  }
}
