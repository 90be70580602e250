package io.sluice.credentials.gcp;

import com.google.auth.oauth2.AccessToken;
import java.util.List;
import java.util.Map;

/** The same token in both shapes in which Google's clients ask for it. */
record ReadyToken(AccessToken token, Map<String, List<String>> headers) {
  /** Without the token, which is a secret. */
  @Override
  public String toString() {
    return "ReadyToken[expires " + token.getExpirationTime() + "]";
  }
}
