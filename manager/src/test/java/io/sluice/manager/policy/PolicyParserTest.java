package io.sluice.manager.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyParserTest {
  private static final String REST = "'Action': 's3:*', 'Resource': '*'";

  /** JSON in which quotes are easier to write. */
  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static void assertRefused(String document, String message) {
    assertThatThrownBy(() -> PolicyParser.parseIdentityPolicy(json(document)))
        .isInstanceOf(MalformedPolicyException.class)
        .hasMessage(message);
  }

  private static void assertStatementRefused(String statement, String message) {
    assertRefused("{'Version': '2012-10-17', 'Statement': [{%s}]}".formatted(statement), message);
  }

  private static void assertConditionRefused(String condition, String message) {
    assertStatementRefused(
        "'Effect': 'Allow', %s, 'Condition': %s".formatted(REST, condition), message);
  }

  private static String bucketPolicy(String principal) {
    return json("{'Statement': {'Effect': 'Allow', %s %s}}".formatted(principal, REST));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}}",
        "{'Version': '2012-10-17', 'Id': 'x', 'Statement': [{'Sid': 'one', 'Effect': 'Deny',"
            + " 'NotAction': ['s3:Get*', 's3:List?ucket'], 'NotResource': ['arn:aws:s3:::b/*']}]}",
        "{'Version': '2008-10-17', 'Statement': [{'Effect': 'Allow', 'Action': 'sluice:Scrub',"
            + " 'Resource': 'arn:sluice:iam:::user/${aws:username}'}]}",
        "{'Statement': {'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*', 'Condition': {}}}",
        "{'Statement': {'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*', 'Condition':"
            + " {'Bool': {'aws:SecureTransport': true}, 'NumericLessThanIfExists':"
            + " {'s3:MAX-keys': 10}, 'StringLike': {'s3:prefix': ['', 'a*']}}}}",
      })
  void policies(String document) {
    assertThatCode(() -> PolicyParser.parseIdentityPolicy(json(document)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | the policy is not a JSON object",
        "null | the policy is not a JSON object",
        "[] | the policy is not a JSON object",
        "'text' | the policy is not a JSON object",
        "{} | the policy has no Statement",
        "{'Statement': []} | the policy has no Statement",
        "{'Statement': 'x'} | the policy has no Statement",
        "{'Statement': ['x']} | a Statement is not a JSON object",
        "{'Statements': []} | the policy has an unknown field Statements",
        "{'Version': '2020-01-01', 'Statement': []} | Version must be 2012-10-17",
        "{'Version': null, 'Statement': []} | Version must be 2012-10-17",
      })
  void documentsThatAreNone(String document, String message) {
    assertRefused(document, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "{'a': 1, 'a': 2}", "{} {}", "{'Statement': [],}", "/**/ {}", "{a: 1}"})
  void documentsThatAreNotJson(String document) {
    assertThatThrownBy(() -> PolicyParser.parseIdentityPolicy(json(document)))
        .isInstanceOf(MalformedPolicyException.class)
        .hasMessageStartingWith("the policy is not valid JSON: ");
  }

  @Test
  void aDocumentThatIsTooDeepIsRefused() {
    String deep = "{\"Statement\":" + "[".repeat(9_000) + "]".repeat(9_000) + "}";

    assertThatThrownBy(() -> PolicyParser.parseIdentityPolicy(deep))
        .isInstanceOf(MalformedPolicyException.class)
        .hasMessageStartingWith("the policy is not valid JSON: ");
  }

  @Test
  void aDocumentThatIsTooLongIsRefused() {
    assertRefused(
        " ".repeat(PolicyParser.MAX_LENGTH + 1),
        "the policy has 20481 characters; at most 20480 are allowed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'Action': 's3:*', 'Resource': '*' | Effect must be Allow or Deny",
        "'Effect': 'allow', 'Action': 's3:*', 'Resource': '*' | Effect must be Allow or Deny",
        "'Effect': ['Allow'], 'Action': 's3:*', 'Resource': '*' | Effect must be Allow or Deny",
        "'Effect': 'Allow', 'Resource': '*' | a Statement needs either Action or NotAction",
        "'Effect': 'Allow', 'Action': 's3:*', 'NotAction': 's3:*', 'Resource': '*'"
            + " | a Statement needs either Action or NotAction",
        "'Effect': 'Allow', 'Action': 's3:*' | a Statement needs either Resource or NotResource",
        "'Effect': 'Allow', 'Action': [], 'Resource': '*'"
            + " | Action is neither a string nor a list of strings",
        "'Effect': 'Allow', 'Action': {}, 'Resource': '*'"
            + " | Action is neither a string nor a list of strings",
        "'Effect': 'Allow', 'Action': null, 'Resource': '*'"
            + " | Action is neither a string nor a list of strings",
        "'Effect': 'Allow', 'Action': ['s3:*', null], 'Resource': '*'"
            + " | Action holds something that is not a string",
        "'Effect': 'Allow', 'Action': [['s3:*']], 'Resource': '*'"
            + " | Action holds something that is not a string",
        "'Effect': 'Deny', 'Action': 'GetObject', 'Resource': '*'"
            + " | Action must be * or like s3:GetObject, not 'GetObject'",
        "'Effect': 'Deny', 'Action': 's3:', 'Resource': '*'"
            + " | Action must be * or like s3:GetObject, not 's3:'",
        "'Effect': 'Deny', 'Action': 's3:${aws:username}', 'Resource': '*'"
            + " | Action must be * or like s3:GetObject, not 's3:${aws:username}'",
        "'Effect': 'Deny', 'Action': 's3:*', 'Resource': 'bucket/*'"
            + " | Resource must be * or like arn:aws:s3:::BUCKET/KEY, not 'bucket/*'",
        "'Effect': 'Deny', 'Action': 's3:*', 'NotResource': ''"
            + " | Resource must be * or like arn:aws:s3:::BUCKET/KEY, not ''",
        "'Effect': 'Deny', 'Action': 's3:*', 'Resource': 'arn:aws:s3:::b/${aws:usernme}'"
            + " | unknown variable ${aws:usernme}",
        "'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*', 'Conditions': {}"
            + " | a Statement has an unknown field Conditions",
        "'Effect': 'Allow', 'Principal': '*', 'Action': 's3:*', 'Resource': '*'"
            + " | the policy of a principal must not name a Principal",
        "'Effect': 'Allow', 'NotPrincipal': '*', 'Action': 's3:*', 'Resource': '*'"
            + " | the policy of a principal must not name a Principal",
      })
  void statementsThatAreNone(String statement, String message) {
    assertStatementRefused(statement, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'x' | Condition is not a JSON object",
        "[] | Condition is not a JSON object",
        "null | Condition is not a JSON object",
        "{'IpAddress': '10.0.0.0/8'} | IpAddress names no condition key",
        "{'IpAddress': []} | IpAddress names no condition key",
        "{'IpAddress': {}} | IpAddress names no condition key",
        "{'IpAddress': null} | IpAddress names no condition key",
        "{'ForAllValues:StringEquals': {'s3:prefix': 'a'}}"
            + " | unknown condition operator ForAllValues:StringEquals",
        "{'NullIfExists': {'s3:prefix': 'true'}} | unknown condition operator NullIfExists",
        "{'IfExists': {'s3:prefix': 'true'}} | unknown condition operator IfExists",
        "{'StringEquals': {'aws:PrincipalTag/team': 'a'}}"
            + " | unknown condition key aws:PrincipalTag/team",
        "{'StringEquals': {'s3:prefix': []}}"
            + " | s3:prefix is neither a string nor a list of strings",
        "{'StringEquals': {'s3:prefix': '${aws:user}'}} | unknown variable ${aws:user}",
        "{'IpAddress': {'aws:SourceIp': ['10.0.0.0/8', '10.0/8']}}"
            + " | IpAddress cannot compare with '10.0/8'",
        "{'BoolIfExists': {'aws:SecureTransport': 'yes'}} | Bool cannot compare with 'yes'",
      })
  void conditionsThatAreNone(String condition, String message) {
    assertConditionRefused(condition, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Principal': '*',",
        "'Principal': {'AWS': '*'},",
        "'Principal': {'AWS': ['arn:aws:iam::000000000000:user/alice']},",
        "'Principal': 'arn:aws:iam:::user/a+=,.@_-9',",
        "'NotPrincipal': {'AWS': 'arn:aws:iam::000000000000:user/alice'},",
      })
  void principals(String principal) {
    assertThatCode(() -> PolicyParser.parseBucketPolicy(bucketPolicy(principal)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | a Statement of a bucket policy needs either Principal or NotPrincipal",
        "'Principal': '*', 'NotPrincipal': '*',"
            + " | a Statement of a bucket policy needs either Principal or NotPrincipal",
        "'Principal': {}, | Principal is neither a string nor a list of strings",
        "'Principal': {'AWS': []}, | Principal is neither a string nor a list of strings",
        "'Principal': {'Service': 'x'}, | Principal has an unknown field Service",
        "'Principal': 'alice', | Principal must be * or like arn:aws:iam::000000000000:user/NAME",
        "'Principal': 'arn:aws:iam::000000000000:root',"
            + " | Principal must be * or like arn:aws:iam::000000000000:user/NAME",
        "'Principal': 'arn:aws:iam::000000000000:user/',"
            + " | Principal must be * or like arn:aws:iam::000000000000:user/NAME",
        "'Principal': 'arn:aws:iam::000000000000:user/*',"
            + " | Principal must be * or like arn:aws:iam::000000000000:user/NAME",
        "'Principal': 'arn:aws:iam::000000000000:user/${aws:username}',"
            + " | Principal must be * or like arn:aws:iam::000000000000:user/NAME",
        "'Principal': 'arn:aws:iam::*:user/alice',"
            + " | Principal must be * or like arn:aws:iam::000000000000:user/NAME",
      })
  void principalsThatAreNone(String principal, String message) {
    assertThatThrownBy(() -> PolicyParser.parseBucketPolicy(bucketPolicy(principal)))
        .isInstanceOf(MalformedPolicyException.class)
        .hasMessage(message);
  }

  @Test
  void anIdentityPolicyNamesNobodyAndABucketPolicySomebody() {
    String document = bucketPolicy("");

    assertThatCode(() -> PolicyParser.parseIdentityPolicy(document)).doesNotThrowAnyException();
    assertThatThrownBy(() -> PolicyParser.parseBucketPolicy(document))
        .isInstanceOf(MalformedPolicyException.class);
    assertThat(document).doesNotContain("Principal");
  }
}
