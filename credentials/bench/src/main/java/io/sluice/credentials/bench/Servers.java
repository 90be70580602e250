package io.sluice.credentials.bench;

import io.sluice.credentials.testing.TestingIdentities;
import io.sluice.credentials.testing.TestingS3;
import io.sluice.credentials.testing.TestingSts;
import java.time.Duration;
import java.time.InstantSource;

/** STS and S3 on loopback ports, each taking as long as it would somewhere else. */
final class Servers implements AutoCloseable {
  /** What STS takes in the region, on a good day. */
  static final Duration STS_TIME = Duration.ofMillis(150);

  final TestingIdentities identities = new TestingIdentities(InstantSource.system());
  final TestingSts sts = new TestingSts(identities);
  final TestingS3 s3 = new TestingS3(identities);

  Servers(Duration life, Duration s3Time) {
    identities.add(Variant.STATIC_KEY, "arn:aws:iam::111122223333:user/static");
    sts.life(life).delay(STS_TIME);
    s3.delay(s3Time);
  }

  long stsCalls() {
    return sts.calls("AssumeRoleWithWebIdentity");
  }

  @Override
  public void close() {
    s3.close();
    sts.close();
  }
}
