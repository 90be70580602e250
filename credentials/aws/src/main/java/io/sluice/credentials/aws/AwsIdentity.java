package io.sluice.credentials.aws;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom credentials belong to: a role or a user of an account. Sessions of one role are one
 * identity, and so are a role and its sessions; the path of a role is no part of it, for the ARN of
 * a session does not have it.
 *
 * @param account twelve digits
 * @param name of the role, or {@code user/} and the name of the user, or {@code root}
 */
record AwsIdentity(String account, String name) {
  private static final int ACCOUNT = 4;
  private static final int RESOURCE = 5;

  /** The identity that an ARN of IAM or STS names; null where it is none. */
  static @Nullable AwsIdentity parse(String arn) {
    List<String> parts = List.of(arn.split(":", -1));
    if (parts.size() != RESOURCE + 1 || !parts.get(0).equals("arn")) {
      return null;
    }
    List<String> resource = List.of(parts.get(RESOURCE).split("/", -1));
    String last = resource.get(resource.size() - 1);
    String name =
        switch (resource.get(0)) {
          case "role" -> last;
          case "assumed-role" -> resource.size() > 1 ? resource.get(1) : last;
          default -> parts.get(RESOURCE);
        };
    return new AwsIdentity(parts.get(ACCOUNT), name);
  }

  @Override
  public String toString() {
    return account + ":" + name;
  }
}
