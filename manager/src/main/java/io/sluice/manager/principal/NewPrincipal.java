package io.sluice.manager.principal;

import java.util.Map;

/**
 * A principal to be created.
 *
 * @param policy an IAM policy document, or empty
 * @param rotationRequired whether its first secret can only be used to get another one
 */
public record NewPrincipal(
    String name, String policy, Map<String, String> properties, boolean rotationRequired) {
  public NewPrincipal {
    properties = Map.copyOf(properties);
  }
}
