package io.sluice.credentials.aws;

import io.sluice.credentials.Issued;
import io.sluice.credentials.Issuer;
import io.sluice.credentials.Origin;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** Makes what the SDK will ask for while nobody is waiting for it. */
final class ReadyIssuer implements Issuer<Ready>, AutoCloseable {
  private static final int REMEMBERED = 4;

  private final Issuer<AwsCredentials> issuer;

  /** The access keys that requests under way may have been signed with, the newest first. */
  private volatile List<String> recent = List.of();

  ReadyIssuer(Issuer<AwsCredentials> issuer) {
    this.issuer = issuer;
  }

  @Override
  public Origin origin() {
    return issuer.origin();
  }

  @Override
  public Issued<Ready> issue() throws Exception {
    Issued<AwsCredentials> issued = issuer.issue();
    AwsCredentials credentials = issued.value();
    remember(credentials.accessKeyId());
    return new Issued<>(
        Ready.of(credentials), issued.expiresAt(), issued.issuedAt(), issued.origin());
  }

  boolean issued(String accessKeyId) {
    return recent.contains(accessKeyId);
  }

  @Override
  public void close() throws Exception {
    if (issuer instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  private synchronized void remember(String accessKeyId) {
    recent =
        Stream.concat(Stream.of(accessKeyId), recent.stream())
            .distinct()
            .limit(REMEMBERED)
            .toList();
  }
}
