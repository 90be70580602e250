package io.sluice.credentials.spark;

import io.sluice.credentials.Issued;
import io.sluice.credentials.Origin;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * The driver's answer to an executor.
 *
 * @param sessionToken null for credentials that have none, which are permanent ones
 * @param expiresAt null for permanent ones
 * @param handedAt by the driver's clock, so that an executor's own does not matter
 */
record HandedCredentials(
    String accessKeyId,
    String secretAccessKey,
    @Nullable String sessionToken,
    @Nullable Instant expiresAt,
    Instant handedAt,
    String identity)
    implements Serializable {

  static HandedCredentials of(AwsCredentials credentials, String identity) {
    return new HandedCredentials(
        credentials.accessKeyId(),
        credentials.secretAccessKey(),
        credentials instanceof AwsSessionCredentials session ? session.sessionToken() : null,
        credentials.expirationTime().orElse(null),
        Instant.now(),
        identity);
  }

  Issued<AwsCredentials> issued() {
    AwsCredentials credentials =
        sessionToken == null
            ? AwsBasicCredentials.create(accessKeyId, secretAccessKey)
            : AwsSessionCredentials.builder()
                .accessKeyId(accessKeyId)
                .secretAccessKey(secretAccessKey)
                .sessionToken(sessionToken)
                .expirationTime(expiresAt)
                .build();
    return new Issued<>(credentials, expiresAt, handedAt, new Origin(identity, "the driver"));
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "HandedCredentials[" + accessKeyId + ", expires " + expiresAt + "]";
  }
}
