package io.sluice.manager.policy;

import java.util.Map;

/**
 * What somebody asks to do, as policies see it.
 *
 * @param principal the name of who asks; empty for an unsigned request
 * @param action such as {@code s3:GetObject}
 * @param resource an ARN such as {@code arn:aws:s3:::bucket/key}
 * @param context values of condition keys, such as {@code aws:SourceIp}; a key that is not there
 *     has no value. The names are in lower case
 */
public record AccessRequest(
    String principal, String action, String resource, Map<String, String> context) {
  public boolean anonymous() {
    return principal.isEmpty();
  }
}
