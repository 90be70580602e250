package io.sluice.credentials.azure;

import com.azure.core.credential.AccessToken;
import reactor.core.publisher.Mono;

/** The same token in both shapes in which Azure clients ask for it. */
record ReadyToken(AccessToken token, Mono<AccessToken> mono) {
  static ReadyToken of(AccessToken token) {
    return new ReadyToken(token, Mono.just(token));
  }

  /** Without the token, which is a secret. */
  @Override
  public String toString() {
    return "ReadyToken[expires " + token.getExpiresAt() + "]";
  }
}
