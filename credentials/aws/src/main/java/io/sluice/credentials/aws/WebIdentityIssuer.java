package io.sluice.credentials.aws;

import io.sluice.credentials.CredentialError;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.Issued;
import io.sluice.credentials.Issuer;
import io.sluice.credentials.Origin;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * IAM roles for service accounts: a role in exchange for the token in a file. The file is read anew
 * each time, for Kubernetes replaces it.
 */
public final class WebIdentityIssuer implements Issuer<AwsCredentials> {
  private final RoleRequest role;
  private final TokenFile tokenFile;
  private final RegionalSts sts;

  public WebIdentityIssuer(
      RoleRequest role, Path tokenFile, StsOptions options, Environment environment) {
    this.role = role;
    this.tokenFile = new TokenFile(tokenFile);
    this.sts = new RegionalSts(options, environment);
  }

  /** The role and the file that the environment names, as EKS sets it. */
  public static WebIdentityIssuer of(StsOptions options, Environment environment) {
    RoleRequest role = RoleRequest.of(required(environment, "AWS_ROLE_ARN", "aws.roleArn"));
    String session = environment.variable("AWS_ROLE_SESSION_NAME", "aws.roleSessionName");
    return new WebIdentityIssuer(
        session == null ? role : role.withSessionName(session),
        Path.of(required(environment, "AWS_WEB_IDENTITY_TOKEN_FILE", "aws.webIdentityTokenFile")),
        options,
        environment);
  }

  static boolean configured(Environment environment) {
    return environment.variable("AWS_WEB_IDENTITY_TOKEN_FILE", "aws.webIdentityTokenFile") != null
        && environment.variable("AWS_ROLE_ARN", "aws.roleArn") != null;
  }

  @Override
  public Origin origin() {
    return sts.origin(role.arn());
  }

  @Override
  public Issued<AwsCredentials> issue() throws Exception {
    String token = tokenFile.read();
    return sts.ask(service -> service.assumeRoleWithWebIdentity(role, token));
  }

  private static String required(Environment environment, String variable, String property) {
    String value = environment.variable(variable, property);
    if (value == null) {
      throw new CredentialException(
          CredentialError.MISCONFIGURED, "web identity needs " + variable + ", which is not set");
    }
    return value;
  }
}
