package io.sluice.protocol.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples that AWS publishes with its documentation of Signature Version 4. */
class SigningKeyTest {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

  private static String stringToSign(String canonicalRequestSha256) {
    return "AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n"
        + canonicalRequestSha256;
  }

  private static SigningKey key() {
    return SigningKey.derive(SECRET, "20130524", "us-east-1", "s3");
  }

  @Test
  void theDerivedKeyIsThatOfTheExample() {
    SigningKey key =
        SigningKey.derive(
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20150830", "us-east-1", "iam");

    assertThat(HexFormat.of().formatHex(key.toByteArray()))
        .isEqualTo("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "get object,"
        + "7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972,"
        + "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    "put object,"
        + "9e0e90d9c76de8fa5b200d8c849cd5b8dc7a3be3951ddb7f6a76b4158342019d,"
        + "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    "get bucket lifecycle,"
        + "9766c798316ff2757b517bc739a67f6213b4ab36dd5da2f94eaebf79c77395ca,"
        + "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    "list objects,"
        + "df57d21db20da04d7fa30298dd4488ba3a2b47ca3a489c74750e0f1e7df1b9b7,"
        + "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    "presigned get object,"
        + "3bfa292879f6447bbcda7001decf97f4a54dc650c8942174ae0a9121cf58ad04,"
        + "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
  })
  void signaturesAreThoseOfTheExamples(String example, String canonicalRequest, String signature) {
    assertThat(key().sign(stringToSign(canonicalRequest))).as(example).isEqualTo(signature);
    assertThat(key().verifies(stringToSign(canonicalRequest), signature)).as(example).isTrue();
  }

  @Test
  void anythingElseIsNotVerified() {
    String text = stringToSign("00");
    String signature = key().sign(text);

    assertThat(key().verifies(text + " ", signature)).isFalse();
    assertThat(key().verifies(text, signature.toUpperCase(Locale.ROOT))).isFalse();
    assertThat(key().verifies(text, signature.substring(1))).isFalse();
    assertThat(key().verifies(text, "")).isFalse();
    assertThat(key().verifies(text, "\uD800")).isFalse();
  }

  @Test
  void everyPartOfTheScopeMakesAnotherKey() {
    String text = stringToSign("00");
    String signature = key().sign(text);

    assertThat(SigningKey.derive(SECRET + "x", "20130524", "us-east-1", "s3").sign(text))
        .isNotEqualTo(signature);
    assertThat(SigningKey.derive(SECRET, "20130525", "us-east-1", "s3").sign(text))
        .isNotEqualTo(signature);
    assertThat(SigningKey.derive(SECRET, "20130524", "us-west-1", "s3").sign(text))
        .isNotEqualTo(signature);
    assertThat(SigningKey.derive(SECRET, "20130524", "us-east-1", "sluice").sign(text))
        .isNotEqualTo(signature);
  }

  @Test
  void aKeyThatWasSentSignsAsTheOneThatWasDerived() {
    assertThat(SigningKey.of(key().toByteArray()).sign("text")).isEqualTo(key().sign("text"));
  }

  @Test
  void theKeyIsItsOwn() {
    byte[] bytes = key().toByteArray();
    SigningKey copy = SigningKey.of(bytes);
    String before = copy.sign("text");
    bytes[0]++;
    copy.toByteArray()[1]++;

    assertThat(copy.sign("text")).isEqualTo(before);
    assertThat(HexFormat.of().formatHex(copy.toByteArray()))
        .isEqualTo(HexFormat.of().formatHex(key().toByteArray()));
  }

  @Test
  void itsTextDoesNotShowIt() {
    assertThat(key()).hasToString("SigningKey(masked)");
  }
}
