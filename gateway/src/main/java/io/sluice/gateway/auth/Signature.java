package io.sluice.gateway.auth;

import io.sluice.protocol.RequestToken;

/**
 * How a request is signed, as far as that can be known without the secret: well-formed, for this
 * region and within its time.
 *
 * @param token what the manager verifies
 * @param canonicalRequest what the string to sign is the digest of, for the answer to a client
 *     whose signature is another; empty for SigV2
 * @param payload what is signed of the body
 * @param timestamp of a SigV4 signature, {@code yyyyMMdd'T'HHmmss'Z'}; else empty
 */
public record Signature(
    RequestToken token, String canonicalRequest, PayloadMode payload, String timestamp) {
  private static final RequestToken ANONYMOUS =
      RequestToken.newBuilder().setScheme(RequestToken.Scheme.ANONYMOUS).build();

  /** That of a request which nobody has signed. */
  static Signature none(PayloadMode payload) {
    return new Signature(ANONYMOUS, "", payload, "");
  }

  public boolean anonymous() {
    return token.getScheme() == RequestToken.Scheme.ANONYMOUS;
  }

  /** {@code date/region/service/aws4_request} */
  public String scope() {
    return String.join("/", token.getDate(), token.getRegion(), token.getService(), "aws4_request");
  }
}
