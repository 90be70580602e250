package io.sluice.manager.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.manager.record.SessionClaims;
import io.sluice.manager.secret.MasterKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SessionSealTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String POLICY =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\","
          + "\"Resource\":\"arn:aws:s3:::secret-bucket/*\"}]}";

  private final SessionSeal seal = seal(new byte[MasterKey.LENGTH]);
  private final SessionClaims claims =
      SessionClaims.newBuilder()
          .setPrincipal("SLKALICE")
          .setKind(SessionClaims.Kind.VENDED)
          .setExpiresMillis(1_000)
          .addPolicies(POLICY)
          .putGuards("principal/alice", 3)
          .build();

  private static SessionSeal seal(byte[] key) {
    return new SessionSeal(new MasterKey(key, RANDOM), RANDOM);
  }

  @Test
  void whatWasSealedIsOpenedByEveryManagerOfTheKey() {
    SessionCredentials credentials = seal.seal(claims);

    Session session =
        seal(new byte[MasterKey.LENGTH])
            .open(credentials.accessKeyId(), credentials.sessionToken())
            .orElseThrow();

    assertThat(session.claims()).isEqualTo(claims);
    assertThat(session.secret()).isEqualTo(credentials.secretAccessKey());
    assertThat(credentials.accessKeyId()).matches("SLT[A-Z2-7]{17}");
  }

  @Test
  void aTokenWithAnyByteChangedIsNone() {
    SessionCredentials credentials = seal.seal(claims);
    byte[] token = Base64.getUrlDecoder().decode(credentials.sessionToken());

    for (int i = 0; i < token.length; i++) {
      byte[] changed = token.clone();
      changed[i] ^= 1;
      assertThat(seal.open(credentials.accessKeyId(), encode(changed))).as("byte %d", i).isEmpty();
      assertThat(seal.open(credentials.accessKeyId(), encode(Arrays.copyOf(token, i))))
          .as("%d bytes", i)
          .isEmpty();
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Test
  void aTokenIsGoodForItsOwnAccessKeyIdOnly() {
    SessionCredentials one = seal.seal(claims);
    SessionCredentials other = seal.seal(claims);

    assertThat(seal.open(other.accessKeyId(), one.sessionToken())).isEmpty();
    assertThat(seal.open("SLKALICE", one.sessionToken())).isEmpty();
    assertThat(one.secretAccessKey()).isNotEqualTo(other.secretAccessKey());
  }

  @Test
  void anotherMasterKeyOpensNothing() {
    SessionCredentials credentials = seal.seal(claims);
    byte[] key = new byte[MasterKey.LENGTH];
    key[0] = 1;

    assertThat(seal(key).open(credentials.accessKeyId(), credentials.sessionToken())).isEmpty();
  }

  @Test
  void nothingShowsOfWhatIsSealed() {
    SessionCredentials credentials = seal.seal(claims);
    Session session =
        seal.open(credentials.accessKeyId(), credentials.sessionToken()).orElseThrow();

    assertThat(
            new String(
                Base64.getUrlDecoder().decode(credentials.sessionToken()),
                StandardCharsets.ISO_8859_1))
        .doesNotContain("alice", "bucket");
    assertThat(credentials.toString() + session)
        .doesNotContain(credentials.secretAccessKey(), credentials.sessionToken());
  }

  @Test
  void whatIsTooLongForAHeaderIsNotIssued() {
    SessionClaims tooLong = claims.toBuilder().addPolicies(POLICY.repeat(30)).build();

    assertThatThrownBy(() -> seal.seal(tooLong)).isInstanceOf(SessionTooLargeException.class);
  }

  @Test
  void aVendedSessionWithoutAPolicyIsNone() {
    SessionCredentials credentials = seal.seal(claims.toBuilder().clearPolicies().build());

    assertThat(seal.open(credentials.accessKeyId(), credentials.sessionToken())).isEmpty();
  }

  @Test
  void whatIsNoTokenIsNone() {
    assertThat(seal.open("SLTAAAAAAAAAAAAAAAAA", "no token")).isEmpty();
    assertThat(seal.open("SLTAAAAAAAAAAAAAAAAA", "")).isEmpty();
    assertThat(seal.open("SLTAAAAAAAAAAAAAAAAA", "A".repeat(5_000))).isEmpty();
  }
}
