package io.sluice.manager.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessKeyTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @Test
  void aGeneratedKeyIsLongAndNew() {
    Set<String> ids = new HashSet<>();
    Set<String> secrets = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      AccessKey key = AccessKey.generate(RANDOM);
      ids.add(key.id());
      secrets.add(key.secret());

      assertThat(key.id()).matches("SLK[A-Z2-7]{17}");
      assertThat(key.secret()).matches("[A-Za-z0-9_-]{40}");
    }
    assertThat(ids).hasSize(1_000);
    assertThat(secrets).hasSize(1_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "a b", "a/b", "a\nb", "abc\n", "\u00fcbc"})
  void noKeyHasSuchAnId(String id) {
    assertThat(AccessKey.isId(id)).isFalse();
    assertThatThrownBy(() -> new AccessKey(id, "a-long-secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "an access key id is 3 to 128 letters, digits, '_' and '-', not '%s'".formatted(id))
        .message()
        .doesNotContain("a-long-secret");
  }

  @Test
  void anIdHasABound() {
    assertThat(AccessKey.isId("a".repeat(128))).isTrue();
    assertThat(AccessKey.isId("a".repeat(129))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1234567", "12345678 ", "1234\n5678", "pa\u00dfwort1"})
  void noKeyHasSuchASecret(String secret) {
    assertThatThrownBy(() -> new AccessKey("abc", secret))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a secret access key is 8 to 128 printable ASCII characters");
  }

  @Test
  void itsTextDoesNotShowTheSecret() {
    assertThat(new AccessKey("KEYID", "a-long-secret")).hasToString("AccessKey(KEYID, masked)");
  }
}
