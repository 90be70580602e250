package io.sluice.manager.principal;

import io.sluice.manager.record.PrincipalRecord;
import io.sluice.manager.secret.AccessKey;

/** A principal and its new secret, which is shown this once. */
public record PrincipalSecrets(PrincipalRecord principal, AccessKey key) {
  @Override
  public String toString() {
    return "PrincipalSecrets[%s]".formatted(key);
  }
}
