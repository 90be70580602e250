package io.sluice.credentials.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusedCodesTest {
  @Test
  void finds_the_code_in_every_protocol() {
    assertThat(RefusedCodes.find("<Error><Code>ExpiredToken</Code></Error>"))
        .isEqualTo("ExpiredToken");
    assertThat(
            RefusedCodes.find(
                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ExpiredTokenException\"}"))
        .isEqualTo("ExpiredTokenException");
    assertThat(RefusedCodes.find("{\"code\" : \"InvalidClientTokenId\"}"))
        .isEqualTo("InvalidClientTokenId");
    assertThat(RefusedCodes.find("<html>bad gateway</html>")).isNull();
  }

  @Test
  void what_is_denied_to_good_credentials_is_no_refusal_of_them() {
    assertThat(RefusedCodes.contains("ExpiredToken")).isTrue();
    assertThat(RefusedCodes.contains("AccessDenied")).isFalse();
    assertThat(RefusedCodes.contains("SignatureDoesNotMatch")).isFalse();
  }
}
