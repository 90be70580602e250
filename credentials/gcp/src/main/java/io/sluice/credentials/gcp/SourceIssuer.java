package io.sluice.credentials.gcp;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.OAuth2Credentials;
import io.sluice.credentials.CredentialError;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.Issued;
import io.sluice.credentials.Issuer;
import io.sluice.credentials.Origin;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks other Google credentials. */
record SourceIssuer(OAuth2Credentials source) implements Issuer<ReadyToken> {
  @Override
  public Origin origin() {
    return new Origin("its identity", source.getClass().getSimpleName());
  }

  @Override
  public Issued<ReadyToken> issue() throws IOException {
    source.refresh();
    Map<String, List<String>> headers = source.getRequestMetadata();
    AccessToken token = source.getAccessToken();
    if (token == null) {
      throw new CredentialException(CredentialError.MALFORMED, origin() + ": gave no token");
    }
    ReadyToken ready = new ReadyToken(token, headers);
    return new Issued<>(ready, expiry(token.getExpirationTime()), null, origin());
  }

  private static @Nullable Instant expiry(@Nullable Date time) {
    return time == null ? null : time.toInstant();
  }
}
