package io.sluice.manager.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the secrets that the store holds, by AES-256 in Galois/Counter Mode. A sealed secret is a
 * version byte, a random nonce and the ciphertext with its tag; it can be opened only for the name
 * that it was sealed for.
 */
public final class MasterKey {
  public static final int LENGTH = 32;

  private static final byte VERSION = 1;
  private static final int NONCE_LENGTH = 12;
  private static final int TAG_BITS = 128;
  private static final String CIPHER = "AES/GCM/NoPadding";

  private final SecretKeySpec key;
  private final SecureRandom random;

  /**
   * Takes a key of 256 bits.
   *
   * @param key {@value #LENGTH} bytes
   */
  public MasterKey(byte[] key, SecureRandom random) {
    if (key.length != LENGTH) {
      throw new IllegalArgumentException(
          "a master key has %d bytes, not %d".formatted(LENGTH, key.length));
    }
    this.key = new SecretKeySpec(key, "AES");
    this.random = random;
  }

  public byte[] seal(String secret, String name) {
    byte[] nonce = new byte[NONCE_LENGTH];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce, name).doFinal(secret.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.allocate(1 + NONCE_LENGTH + sealed.length)
          .put(VERSION)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + CIPHER, e);
    }
  }

  /**
   * Opens what was sealed for a name.
   *
   * @throws UnsealException if it was sealed with another key or for another name, or has been
   *     changed
   */
  public String open(byte[] sealed, String name) {
    if (sealed.length < 1 + NONCE_LENGTH || sealed[0] != VERSION) {
      throw new UnsealException("the secret of %s is not in a known format".formatted(name), null);
    }
    ByteBuffer parts = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
    byte[] nonce = new byte[NONCE_LENGTH];
    parts.get(nonce);
    byte[] ciphertext = new byte[parts.remaining()];
    parts.get(ciphertext);
    try {
      return new String(
          cipher(Cipher.DECRYPT_MODE, nonce, name).doFinal(ciphertext), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new UnsealException(
          "the secret of %s was sealed with another master key".formatted(name), e);
    }
  }

  /**
   * A key for one purpose alone, by HKDF with SHA-256: it is always the same, and neither this key
   * nor one for another purpose can be found out from it.
   */
  public SecretKey derive(String purpose, String algorithm) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              algorithm,
              HKDFParameterSpec.ofExtract()
                  .addIKM(key)
                  .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), LENGTH));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HKDF-SHA256", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String name) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  @Override
  public String toString() {
    return "MasterKey(masked)";
  }
}
