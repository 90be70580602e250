package io.sluice.credentials.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialSettingsTest {
  private static final Map<String, String> EKS =
      Map.of(
          "AWS_REGION", "eu-west-1",
          "AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/reader",
          "AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/secrets/eks/token");

  @Test
  void without_any_it_is_what_the_environment_says() {
    assertThat(origin(Map.of(), EKS))
        .isEqualTo("arn:aws:iam::111122223333:role/reader at https://sts.eu-west-1.amazonaws.com");
  }

  @Test
  void what_is_configured_counts_not_what_works() {
    Map<String, String> both = new HashMap<>(EKS);
    both.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials");

    assertThat(origin(Map.of(), both)).startsWith("arn:aws:iam::111122223333:role/reader");
    assertThat(origin(Map.of("source", "container"), both))
        .isEqualTo("the container's role at http://169.254.170.23");
  }

  @Test
  void nothing_but_an_instance_is_left_in_the_end() {
    assertThat(origin(Map.of("source", "instance-metadata"), Map.of()))
        .isEqualTo("the instance's role at http://169.254.169.254");
  }

  @Test
  void settings_go_before_the_environment() {
    assertThat(
            origin(
                Map.of(
                    "source", "web-identity",
                    "region", "cn-north-1",
                    "web-identity.role-arn", "arn:aws-cn:iam::111122223333:role/other"),
                EKS))
        .isEqualTo(
            "arn:aws-cn:iam::111122223333:role/other at https://sts.cn-north-1.amazonaws.com.cn");
  }

  @Test
  void roles_are_assumed_one_after_the_other() {
    assertThat(
            origin(
                Map.of(
                    "assume-role.1.arn", "arn:aws:iam::444455556666:role/hub",
                    "assume-role.2.arn", "arn:aws:iam::777788889999:role/lake",
                    "assume-role.2.external-id", "shared-word",
                    "assume-role.2.duration", "30m"),
                EKS))
        .startsWith("arn:aws:iam::777788889999:role/lake at ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sorce | default | unknown credential settings [sorce]; known are [assume-role.1.arn",
        "source | vault | a source of credentials is default, web-identity, container,",
        "fallback | any | credential setting fallback is none, same-identity or chain, not any",
        "refresh.lead | soon | credential setting refresh.lead is a duration like 30s, 5m or PT1H",
        "refresh.latest | 2 | a refresh window lies between 0 and 1, not from 0.5 to 2.0",
        "sts.hedge-endpoint | http://x | sts.hedge-endpoint needs sts.hedge-region",
        "sts.hedge-delay | 1 | credential setting sts.hedge-delay is a duration like 30s, 5m",
        "expected-identity | me | an identity is the ARN of a role or a user, not me",
        "assume-role.1.arn | lake | a role is arn:aws:iam::<account>:role/<name>, not lake"
      })
  void what_makes_no_sense_is_refused(String key, String value, String message) {
    assertThatThrownBy(() -> origin(Map.of(key, value), EKS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void equal_settings_share_one_provider() {
    Map<String, String> settings =
        Map.of(
            "sluice.credentials.source", "instance-metadata",
            "sluice.credentials.instance-metadata.endpoint", "http://127.0.0.1:1");

    PrefetchingCredentialsProvider provider = PrefetchingCredentialsProvider.create(settings);

    Map<String, String> withOthers = new HashMap<>(settings);
    withOthers.put("client.region", "eu-west-1");
    assertThat(PrefetchingCredentialsProvider.create(withOthers)).isSameAs(provider);
    provider.stop();
    PrefetchingCredentialsProvider next = PrefetchingCredentialsProvider.create(settings);
    assertThat(next).as("once that has been stopped").isNotSameAs(provider);
    next.stop();
  }

  private static String origin(Map<String, String> settings, Map<String, String> variables) {
    PrefetchingCredentialsProvider provider =
        new CredentialSettings(settings, Environment.of(variables)).provider();
    String origin = provider.status().origin().toString();
    provider.stop();
    return origin;
  }
}
