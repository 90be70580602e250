package io.sluice.credentials.aws;

import io.sluice.credentials.Issued;
import io.sluice.credentials.Issuer;
import io.sluice.credentials.Origin;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * Makes what the SDK will ask for while nobody is waiting for it. Says so where the identity is
 * another one than before, whoever allowed it.
 */
final class ReadyIssuer implements Issuer<Ready>, AutoCloseable {
  private static final Logger LOG = System.getLogger("io.sluice.credentials");
  private static final int REMEMBERED = 4;

  private final Issuer<AwsCredentials> issuer;

  /** The access keys that requests under way may have been signed with, the newest first. */
  private volatile List<String> recent = List.of();

  /** Whose credentials the last ones were; null before the first. */
  private volatile @Nullable Origin last;

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
    tellOfAnother(issued.origin());
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

  private void tellOfAnother(Origin now) {
    Origin before = last;
    last = now;
    if (before != null && !before.identity().equals(now.identity())) {
      LOG.log(Level.WARNING, "credentials are of {0} from now on, not of {1}", now, before);
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
