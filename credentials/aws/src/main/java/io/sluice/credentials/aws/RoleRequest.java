package io.sluice.credentials.aws;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A role to assume.
 *
 * @param arn of the role
 * @param sessionName under which it shows in CloudTrail
 * @param duration of the session; what the role allows is at most 12 hours, and 1 hour for a role
 *     that is assumed from another role
 * @param externalId that the role's owner wants to hear; null for none
 * @param policy in JSON, to narrow what the session may do; null for all that the role may do
 */
public record RoleRequest(
    String arn,
    String sessionName,
    Duration duration,
    @Nullable String externalId,
    @Nullable String policy) {
  private static final Duration SHORTEST = Duration.ofMinutes(15);
  private static final Duration LONGEST = Duration.ofHours(12);

  public RoleRequest {
    if (AwsIdentity.parse(arn) == null || !arn.contains(":role/")) {
      throw new IllegalArgumentException(
          "a role is arn:aws:iam::<account>:role/<name>, not " + arn);
    }
    if (!sessionName.matches("[\\w+=,.@-]{2,64}")) {
      throw new IllegalArgumentException(
          "a session name is 2 to 64 letters, digits and _+=,.@-, not " + sessionName);
    }
    if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a session lasts 15 minutes to 12 hours, not " + duration);
    }
  }

  /** A session of one hour, named after the process. */
  public static RoleRequest of(String arn) {
    return new RoleRequest(
        arn, "sluice-" + ProcessHandle.current().pid(), Duration.ofHours(1), null, null);
  }

  public RoleRequest withSessionName(String newName) {
    return new RoleRequest(arn, newName, duration, externalId, policy);
  }

  public RoleRequest withDuration(Duration newDuration) {
    return new RoleRequest(arn, sessionName, newDuration, externalId, policy);
  }

  public RoleRequest withExternalId(String newExternalId) {
    return new RoleRequest(arn, sessionName, duration, newExternalId, policy);
  }

  public RoleRequest withPolicy(String newPolicy) {
    return new RoleRequest(arn, sessionName, duration, externalId, newPolicy);
  }

  /** Without the external id, which is between its owner and the caller, and the policy. */
  @Override
  public String toString() {
    return "RoleRequest[" + arn + ", session " + sessionName + ", " + duration + "]";
  }

  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("RoleArn", arn);
    fields.put("RoleSessionName", sessionName);
    fields.put("DurationSeconds", Long.toString(duration.toSeconds()));
    if (externalId != null) {
      fields.put("ExternalId", externalId);
    }
    if (policy != null) {
      fields.put("Policy", policy);
    }
    return fields;
  }
}
