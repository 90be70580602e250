package io.sluice.manager.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MasterKeyTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG";

  private final MasterKey key = new MasterKey(new byte[MasterKey.LENGTH], RANDOM);

  @Test
  void whatWasSealedIsOpenedForTheSameName() {
    byte[] sealed = key.seal(SECRET, "alice");

    assertThat(key.open(sealed, "alice")).isEqualTo(SECRET);
    assertThat(new MasterKey(new byte[MasterKey.LENGTH], RANDOM).open(sealed, "alice"))
        .isEqualTo(SECRET);
  }

  @Test
  void nothingOfTheSecretShows() {
    assertThat(new String(key.seal(SECRET, "alice"), StandardCharsets.ISO_8859_1))
        .doesNotContain(SECRET.substring(0, 4));
  }

  @Test
  void eachSealIsAnother() {
    assertThat(key.seal(SECRET, "alice")).isNotEqualTo(key.seal(SECRET, "alice"));
  }

  @Test
  void anotherNameOpensNothing() {
    assertClosed(key, key.seal(SECRET, "alice"), "bob", "was sealed with another master key");
  }

  @Test
  void anotherKeyOpensNothing() {
    byte[] bytes = new byte[MasterKey.LENGTH];
    bytes[31] = 1;

    assertClosed(
        new MasterKey(bytes, RANDOM),
        key.seal(SECRET, "alice"),
        "alice",
        "was sealed with another master key");
  }

  @Test
  void aChangedBitIsNoticedWhereverItIs() {
    byte[] sealed = key.seal(SECRET, "alice");
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 0x10;

      assertThatThrownBy(() -> key.open(changed, "alice")).isInstanceOf(UnsealException.class);
    }
  }

  @Test
  void aPieceIsNoSecret() {
    byte[] sealed = key.seal(SECRET, "alice");
    for (int length = 0; length < sealed.length; length++) {
      byte[] piece = Arrays.copyOf(sealed, length);

      assertThatThrownBy(() -> key.open(piece, "alice")).isInstanceOf(UnsealException.class);
    }
  }

  @Test
  void anotherVersionIsNotKnown() {
    byte[] sealed = key.seal(SECRET, "alice");
    sealed[0]++;

    assertClosed(key, sealed, "alice", "the secret of alice is not in a known format");
  }

  @Test
  void aKeyHas256Bits() {
    assertThatThrownBy(() -> new MasterKey(new byte[16], RANDOM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a master key has 32 bytes, not 16");
  }

  @Test
  void theKeyIsItsOwn() {
    byte[] bytes = new byte[MasterKey.LENGTH];
    MasterKey mine = new MasterKey(bytes, RANDOM);
    bytes[0] = 1;

    assertThat(mine.open(key.seal(SECRET, "alice"), "alice")).isEqualTo(SECRET);
  }

  @Test
  void itsTextDoesNotShowIt() {
    assertThat(key).hasToString("MasterKey(masked)");
  }

  private static void assertClosed(MasterKey key, byte[] sealed, String name, String message) {
    assertThatThrownBy(() -> key.open(sealed, name))
        .isInstanceOf(UnsealException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain(SECRET);
  }
}
