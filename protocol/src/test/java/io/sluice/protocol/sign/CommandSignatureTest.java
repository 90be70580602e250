package io.sluice.protocol.sign;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.CreatePrincipalRequest;
import io.sluice.protocol.Request;
import io.sluice.protocol.RequestContext;
import io.sluice.protocol.RequestToken;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CommandSignatureTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.999Z");
  private static final Request REQUEST =
      Request.newBuilder()
          .setCreatePrincipal(CreatePrincipalRequest.newBuilder().setName("alice"))
          .build();

  @Test
  void theTokenSaysWhatWasSignedAndForWhat() {
    RequestToken token = CommandSignature.sign(REQUEST, "KEYID", "a secret", NOW).getToken();

    assertThat(token.getScheme()).isEqualTo(RequestToken.Scheme.COMMAND);
    assertThat(token.getAccessKeyId()).isEqualTo("KEYID");
    assertThat(token.getDate()).isEqualTo("20261122");
    assertThat(token.getStringToSign())
        .startsWith("SLUICE-HMAC-SHA256\n20261122T101530Z\n20261122/local/sluice/aws4_request\n")
        .isEqualTo(CommandSignature.stringToSign(REQUEST, "20261122T101530Z"));
    assertThat(
            SigningKey.derive("a secret", token.getDate(), token.getRegion(), token.getService())
                .verifies(token.getStringToSign(), token.getSignature()))
        .isTrue();
  }

  @Test
  void theRequestItselfIsKept() {
    assertThat(
            CommandSignature.sign(REQUEST, "KEYID", "a secret", NOW).toBuilder()
                .clearToken()
                .build())
        .isEqualTo(REQUEST);
  }

  @Test
  void anyOtherRequestIsSignedDifferently() {
    Request other =
        Request.newBuilder()
            .setCreatePrincipal(CreatePrincipalRequest.newBuilder().setName("alicf"))
            .build();

    assertThat(CommandSignature.stringToSign(other, "20261122T101530Z"))
        .isNotEqualTo(CommandSignature.stringToSign(REQUEST, "20261122T101530Z"));
    assertThat(CommandSignature.stringToSign(REQUEST, "20261122T101531Z"))
        .isNotEqualTo(CommandSignature.stringToSign(REQUEST, "20261122T101530Z"));
  }

  @Test
  void neitherTheTokenNorTheContextIsSigned() {
    Request signed = CommandSignature.sign(REQUEST, "KEYID", "a secret", NOW);
    Request told =
        signed.toBuilder().setContext(RequestContext.newBuilder().setSourceIp("192.0.2.1")).build();

    assertThat(CommandSignature.stringToSign(told, "20261122T101530Z"))
        .isEqualTo(CommandSignature.stringToSign(REQUEST, "20261122T101530Z"));
  }

  @Test
  void anOldTokenIsReplaced() {
    Request twice =
        CommandSignature.sign(
            CommandSignature.sign(REQUEST, "OLD", "old secret", NOW.minusSeconds(60)),
            "KEYID",
            "a secret",
            NOW);

    assertThat(twice).isEqualTo(CommandSignature.sign(REQUEST, "KEYID", "a secret", NOW));
  }

  @Test
  void aTimestampThatIsNoneIsTakenAsItIs() {
    assertThat(CommandSignature.stringToSign(REQUEST, "soon")).contains("\nsoon/local/sluice/");
  }
}
