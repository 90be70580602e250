package io.sluice.credentials.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AwsIdentityTest {
  @Test
  void a_role_and_its_sessions_are_one_identity() {
    AwsIdentity role = AwsIdentity.parse("arn:aws:iam::111122223333:role/path/to/reader");

    assertThat(role).hasToString("111122223333:reader");
    assertThat(AwsIdentity.parse("arn:aws:sts::111122223333:assumed-role/reader/one"))
        .isEqualTo(role);
    assertThat(AwsIdentity.parse("arn:aws:sts::999999999999:assumed-role/reader/one"))
        .isNotEqualTo(role);
    assertThat(AwsIdentity.parse("arn:aws:sts::111122223333:assumed-role/node/i-1"))
        .isNotEqualTo(role);
  }

  @Test
  void a_user_is_no_role_of_the_same_name() {
    assertThat(AwsIdentity.parse("arn:aws:iam::111122223333:user/reader"))
        .hasToString("111122223333:user/reader")
        .isNotEqualTo(AwsIdentity.parse("arn:aws:iam::111122223333:role/reader"));
  }

  @Test
  void other_texts_are_no_identity() {
    assertThat(AwsIdentity.parse("the container's role")).isNull();
    assertThat(AwsIdentity.parse("arn:aws:iam")).isNull();
  }
}
