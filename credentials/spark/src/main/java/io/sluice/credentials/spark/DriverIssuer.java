package io.sluice.credentials.spark;

import io.sluice.credentials.CredentialError;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.Issued;
import io.sluice.credentials.Issuer;
import io.sluice.credentials.Origin;
import org.apache.spark.api.plugin.PluginContext;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** Issues on an executor what the driver hands out. */
final class DriverIssuer implements Issuer<AwsCredentials> {
  private static final Origin ORIGIN = new Origin("the driver's identity", "the driver");

  private final PluginContext context;

  DriverIssuer(PluginContext context) {
    this.context = context;
  }

  @Override
  public Origin origin() {
    return ORIGIN;
  }

  @Override
  public Issued<AwsCredentials> issue() throws Exception {
    Object answer = context.ask(new CredentialsRequest(context.executorID()));
    if (answer instanceof HandedCredentials handed) {
      return handed.issued();
    }
    throw new CredentialException(
        CredentialError.MALFORMED, ORIGIN + ": the answer is no credentials");
  }
}
