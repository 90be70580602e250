package io.sluice.manager.session;

import com.google.protobuf.InvalidProtocolBufferException;
import io.sluice.manager.policy.MalformedPolicyException;
import io.sluice.manager.policy.Policy;
import io.sluice.manager.policy.PolicyParser;
import io.sluice.manager.record.SessionClaims;
import io.sluice.manager.secret.MasterKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes session credentials of claims, and claims of a session token. A token is a version byte,
 * the mark of the key, a random salt and the sealed claims. Access key id, secret and the key that
 * seals are all derived from the salt, so none of them has to be kept, and a token is good for no
 * other access key id than its own.
 */
final class SessionSeal {
  /** Of a token; gateways take 8 KiB of headers. */
  static final int MOST_CHARACTERS = 4 << 10;

  static final String ID_PREFIX = "SLT";

  private static final byte VERSION = 1;
  private static final int MARK_LENGTH = 4;
  private static final int SALT_LENGTH = 16;
  private static final int HEADER_LENGTH = 1 + MARK_LENGTH + SALT_LENGTH;
  private static final int TAG_BITS = 128;
  private static final int ID_LENGTH = 20;
  private static final int SECRET_LENGTH = 30;
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final String MAC = "HmacSHA256";

  /** Each salt has a key of its own, which seals one text only. */
  private static final byte[] NONCE = new byte[12];

  private final SecretKey key;
  private final byte[] mark;
  private final SecureRandom random;

  SessionSeal(MasterKey masterKey, SecureRandom random) {
    this.key = masterKey.derive("sluice session", MAC);
    this.mark = Arrays.copyOf(mac("mark", new byte[0]), MARK_LENGTH);
    this.random = random;
  }

  /** Whether an access key id is in the form that sessions' have. */
  static boolean isId(String accessKeyId) {
    return accessKeyId.length() == ID_LENGTH && accessKeyId.startsWith(ID_PREFIX);
  }

  /**
   * Issues credentials.
   *
   * @throws SessionTooLargeException if the token would be too long
   */
  SessionCredentials seal(SessionClaims claims) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    byte[] header = ByteBuffer.allocate(HEADER_LENGTH).put(VERSION).put(mark).put(salt).array();
    byte[] sealed;
    try {
      sealed = cipher(Cipher.ENCRYPT_MODE, header, salt).doFinal(claims.toByteArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + CIPHER, e);
    }
    byte[] token =
        ByteBuffer.allocate(header.length + sealed.length).put(header).put(sealed).array();
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    if (text.length() > MOST_CHARACTERS) {
      throw new SessionTooLargeException(text.length());
    }
    return new SessionCredentials(
        accessKeyId(salt), secret(salt), text, Instant.ofEpochMilli(claims.getExpiresMillis()));
  }

  /** Opens a token; empty if it is not one of this system or not of this access key id. */
  Optional<Session> open(String accessKeyId, String token) {
    if (token.length() > MOST_CHARACTERS || !isId(accessKeyId)) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length <= HEADER_LENGTH
        || bytes[0] != VERSION
        || !Arrays.equals(mark, 0, MARK_LENGTH, bytes, 1, 1 + MARK_LENGTH)) {
      return Optional.empty();
    }
    byte[] header = Arrays.copyOf(bytes, HEADER_LENGTH);
    byte[] salt = Arrays.copyOfRange(bytes, 1 + MARK_LENGTH, HEADER_LENGTH);
    if (!same(accessKeyId(salt), accessKeyId)) {
      return Optional.empty();
    }
    try {
      byte[] claims =
          cipher(Cipher.DECRYPT_MODE, header, salt)
              .doFinal(bytes, HEADER_LENGTH, bytes.length - HEADER_LENGTH);
      return session(accessKeyId, SessionClaims.parseFrom(claims), secret(salt));
    } catch (AEADBadTagException | InvalidProtocolBufferException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + CIPHER, e);
    }
  }

  private static Optional<Session> session(
      String accessKeyId, SessionClaims claims, String secret) {
    List<Policy> policies = new ArrayList<>();
    try {
      for (String document : claims.getPoliciesList()) {
        policies.add(PolicyParser.parseIdentityPolicy(document));
      }
    } catch (MalformedPolicyException e) {
      // what cannot be read might have been a restriction
      return Optional.empty();
    }
    boolean known =
        switch (claims.getKind()) {
          case NARROWED -> true;
          case VENDED -> !policies.isEmpty();
          case UNKNOWN, UNRECOGNIZED -> false;
        };
    return known
        ? Optional.of(new Session(accessKeyId, claims, policies, secret))
        : Optional.empty();
  }

  /** What shows that a secret is another one, and nothing else of it. */
  byte[] secretMark(String secret) {
    return secretMark(secret.getBytes(StandardCharsets.UTF_8));
  }

  byte[] secretMark(byte[] secret) {
    return Arrays.copyOf(mac("secret of the principal", secret), SALT_LENGTH);
  }

  private Cipher cipher(int mode, byte[] header, byte[] salt) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(
        mode, new SecretKeySpec(mac("seal", salt), "AES"), new GCMParameterSpec(TAG_BITS, NONCE));
    cipher.updateAAD(header);
    return cipher;
  }

  private String accessKeyId(byte[] salt) {
    byte[] derived = mac("access key id", salt);
    StringBuilder id = new StringBuilder(ID_PREFIX);
    for (int i = 0; id.length() < ID_LENGTH; i++) {
      id.append(ALPHABET.charAt((derived[i] & 0xFF) % ALPHABET.length()));
    }
    return id.toString();
  }

  private String secret(byte[] salt) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(mac("secret", salt), SECRET_LENGTH));
  }

  private byte[] mac(String purpose, byte[] of) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      mac.update(purpose.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(of);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + MAC, e);
    }
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
