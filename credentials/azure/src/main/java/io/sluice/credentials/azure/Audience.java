package io.sluice.credentials.azure;

import com.azure.core.credential.TokenRequestContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whom a token is for: requests with the same audience can share one. */
record Audience(List<String> scopes, @Nullable String tenant, boolean revocable) {
  static Audience of(TokenRequestContext request) {
    return new Audience(
        List.copyOf(request.getScopes()), request.getTenantId(), request.isCaeEnabled());
  }

  /** A request of its own, for the one that it came from may be changed by its owner. */
  TokenRequestContext request() {
    return new TokenRequestContext().setScopes(scopes).setTenantId(tenant).setCaeEnabled(revocable);
  }

  @Override
  public String toString() {
    return String.join(" ", scopes) + (tenant == null ? "" : " of tenant " + tenant);
  }
}
