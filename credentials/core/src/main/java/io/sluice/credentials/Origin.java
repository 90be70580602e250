package io.sluice.credentials;

/**
 * Whose credentials they are and where they come from, for errors and status.
 *
 * @param identity for example the ARN of a role
 * @param endpoint for example {@code https://sts.eu-west-1.amazonaws.com}; scheme, host and port
 *     only, for the path of a container's endpoint is a secret
 */
public record Origin(String identity, String endpoint) {
  public static final Origin UNKNOWN = new Origin("unknown identity", "unknown endpoint");

  @Override
  public String toString() {
    return identity + " at " + endpoint;
  }
}
