package io.sluice.credentials.aws;

import io.sluice.credentials.Issued;
import io.sluice.credentials.Issuer;
import io.sluice.credentials.Origin;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * A role, assumed with the credentials of somebody else, which are asked for each time. A chain of
 * roles is such an issuer whose caller is a {@link PrefetchingCredentialsProvider} around another
 * one; it stops its caller when it is closed.
 */
public final class AssumeRoleIssuer implements Issuer<AwsCredentials>, AutoCloseable {
  private final RoleRequest role;
  private final AwsCredentialsProvider caller;
  private final RegionalSts sts;

  public AssumeRoleIssuer(
      RoleRequest role,
      AwsCredentialsProvider caller,
      StsOptions options,
      Environment environment) {
    this.role = role;
    this.caller = caller;
    this.sts = new RegionalSts(options, environment);
  }

  @Override
  public Origin origin() {
    return sts.origin(role.arn());
  }

  @Override
  public Issued<AwsCredentials> issue() throws Exception {
    return sts.ask(this::issue);
  }

  private Issued<AwsCredentials> issue(SecurityTokenService service) throws InterruptedException {
    AwsCredentials used = caller.resolveCredentials();
    StsAnswer answer = service.assumeRole(role, used);
    if (answer.refusesCaller() && caller instanceof PrefetchingCredentialsProvider prefetching) {
      prefetching.invalidate(used.accessKeyId());
      AwsCredentials fresh = prefetching.resolveCredentials();
      if (!fresh.accessKeyId().equals(used.accessKeyId())) {
        answer = service.assumeRole(role, fresh);
      }
    }
    return answer.session();
  }

  @Override
  public void close() {
    if (caller instanceof PrefetchingCredentialsProvider prefetching) {
      prefetching.stop();
    }
  }
}
