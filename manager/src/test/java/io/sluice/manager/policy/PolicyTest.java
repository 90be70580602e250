package io.sluice.manager.policy;

import static io.sluice.manager.policy.Policy.Verdict.ALLOW;
import static io.sluice.manager.policy.Policy.Verdict.DENY;
import static io.sluice.manager.policy.Policy.Verdict.SILENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.manager.policy.Policy.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  private static final String GET = "s3:GetObject";
  private static final String KEY = "arn:aws:s3:::bucket/key";

  private static Policy identity(String... statements) {
    try {
      return PolicyParser.parseIdentityPolicy(document(statements));
    } catch (MalformedPolicyException e) {
      throw new AssertionError(e);
    }
  }

  private static Policy ofBucket(String... statements) {
    try {
      return PolicyParser.parseBucketPolicy(document(statements));
    } catch (MalformedPolicyException e) {
      throw new AssertionError(e);
    }
  }

  private static String document(String... statements) {
    return "{\"Statement\": [{%s}]}".formatted(String.join("}, {", statements).replace('\'', '"'));
  }

  private static AccessRequest request(String principal, String action, String resource) {
    return new AccessRequest(
        principal,
        action,
        resource,
        principal.isEmpty() ? Map.of() : Map.of(ContextKeys.USER_NAME, principal));
  }

  private static Verdict verdict(Policy policy, String action, String resource) {
    return policy.verdict(request("alice", action, resource));
  }

  @Test
  void whatNoStatementIsAboutIsNotSpokenOf() {
    assertThat(Policy.NONE.verdict(request("alice", GET, KEY))).isEqualTo(SILENT);
    assertThat(
            verdict(
                identity("'Effect': 'Allow', 'Action': 's3:PutObject', 'Resource': '*'"), GET, KEY))
        .isEqualTo(SILENT);
    assertThat(
            verdict(
                identity("'Effect': 'Deny', 'Action': 's3:PutObject', 'Resource': '*'"), GET, KEY))
        .isEqualTo(SILENT);
  }

  @Test
  void aDenialWinsWhereverItStands() {
    String allow = "'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'";
    String deny = "'Effect': 'Deny', 'Action': 's3:GetObject', 'Resource': '*'";

    assertThat(verdict(identity(allow, deny), GET, KEY)).isEqualTo(DENY);
    assertThat(verdict(identity(deny, allow), GET, KEY)).isEqualTo(DENY);
    assertThat(verdict(identity(allow, deny, allow), GET, KEY)).isEqualTo(DENY);
    assertThat(verdict(identity(allow, deny), "s3:PutObject", KEY)).isEqualTo(ALLOW);
  }

  @ParameterizedTest
  @CsvSource({
    "s3:GetObject, s3:GetObject, ALLOW",
    "s3:getobject, s3:GetObject, ALLOW",
    "S3:GetObject, s3:GetObject, ALLOW",
    "s3:Get*, s3:GetObject, ALLOW",
    "s3:Get*, s3:PutObject, SILENT",
    "s3:Get?bject, s3:GetObject, ALLOW",
    "*, sluice:Scrub, ALLOW",
    "s3:*, sluice:Scrub, SILENT",
    "s3:GetObject, s3:GetObjectAttributes, SILENT",
  })
  void actionsAreMatchedWithoutCase(String pattern, String action, Verdict verdict) {
    Policy policy =
        identity("'Effect': 'Allow', 'Action': '%s', 'Resource': '*'".formatted(pattern));

    assertThat(verdict(policy, action, KEY)).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:s3:::bucket/*, arn:aws:s3:::bucket/key, ALLOW",
    "arn:aws:s3:::bucket/*, arn:aws:s3:::bucket/a/b, ALLOW",
    "arn:aws:s3:::bucket/*, arn:aws:s3:::bucket, SILENT",
    "arn:aws:s3:::bucket/*, arn:aws:s3:::bucket2/key, SILENT",
    "arn:aws:s3:::bucket, arn:aws:s3:::bucket, ALLOW",
    "arn:aws:s3:::bucket, arn:aws:s3:::bucket/key, SILENT",
    "arn:aws:s3:::Bucket, arn:aws:s3:::bucket, SILENT",
    "arn:aws:s3:::home/${aws:username}/*, arn:aws:s3:::home/alice/x, ALLOW",
    "arn:aws:s3:::home/${aws:username}/*, arn:aws:s3:::home/bob/x, SILENT",
    "*, arn:aws:s3:::bucket/key, ALLOW",
  })
  void resourcesAreMatchedWithCase(String pattern, String resource, Verdict verdict) {
    Policy policy =
        identity("'Effect': 'Allow', 'Action': '*', 'Resource': '%s'".formatted(pattern));

    assertThat(verdict(policy, GET, resource)).isEqualTo(verdict);
  }

  @Test
  void notActionIsAllOthers() {
    Policy policy =
        identity("'Effect': 'Deny', 'NotAction': ['s3:Get*', 's3:List*'], 'Resource': '*'");

    assertThat(verdict(policy, GET, KEY)).isEqualTo(SILENT);
    assertThat(verdict(policy, "s3:ListBucket", KEY)).isEqualTo(SILENT);
    assertThat(verdict(policy, "s3:PutObject", KEY)).isEqualTo(DENY);
  }

  @Test
  void notResourceIsAllOthers() {
    Policy policy =
        identity("'Effect': 'Allow', 'Action': '*', 'NotResource': 'arn:aws:s3:::bucket/secret/*'");

    assertThat(verdict(policy, GET, KEY)).isEqualTo(ALLOW);
    assertThat(verdict(policy, GET, "arn:aws:s3:::bucket/secret/x")).isEqualTo(SILENT);
  }

  @Test
  void aVariableWithoutValueIsNoResource() {
    Policy own =
        ofBucket(
            "'Effect': 'Allow', 'Principal': '*', 'Action': '*',"
                + " 'Resource': 'arn:aws:s3:::bucket/*${aws:username}*'");
    Policy others =
        ofBucket(
            "'Effect': 'Deny', 'Principal': '*', 'Action': '*',"
                + " 'NotResource': 'arn:aws:s3:::bucket/${aws:username}'");

    assertThat(own.verdict(request("", GET, KEY))).isEqualTo(SILENT);
    assertThat(others.verdict(request("", GET, KEY))).isEqualTo(DENY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'Principal': '*' | alice | ALLOW",
        "'Principal': '*' | `` | ALLOW",
        "'Principal': {'AWS': 'arn:aws:iam::000000000000:user/alice'} | alice | ALLOW",
        "'Principal': {'AWS': 'arn:aws:iam::000000000000:user/alice'} | bob | SILENT",
        "'Principal': {'AWS': 'arn:aws:iam::000000000000:user/alice'} | alice2 | SILENT",
        "'Principal': {'AWS': 'arn:aws:iam::000000000000:user/alice'} | Alice | SILENT",
        "'Principal': {'AWS': 'arn:aws:iam::000000000000:user/alice'} | `` | SILENT",
        "'Principal': {'AWS': ['arn:aws:iam:::user/a.b', 'arn:aws:iam:::user/c']} | c | ALLOW",
        "'Principal': {'AWS': ['arn:aws:iam:::user/a.b', 'arn:aws:iam:::user/c']} | axb | SILENT",
        "'NotPrincipal': {'AWS': 'arn:aws:iam:::user/alice'} | alice | SILENT",
        "'NotPrincipal': {'AWS': 'arn:aws:iam:::user/alice'} | bob | ALLOW",
        "'NotPrincipal': {'AWS': 'arn:aws:iam:::user/alice'} | `` | ALLOW",
      })
  void aBucketPolicyIsAboutItsPrincipals(String who, String principal, Verdict verdict) {
    Policy policy =
        ofBucket("'Effect': 'Allow', %s, 'Action': '*', 'Resource': '*'".formatted(who));

    assertThat(policy.verdict(request(principal, GET, KEY))).isEqualTo(verdict);
  }

  @Test
  void allConditionsMustHold() {
    Policy policy =
        identity(
            "'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition':"
                + " {'Bool': {'aws:SecureTransport': 'true'},"
                + " 'IpAddress': {'AWS:SOURCEIP': ['10.0.0.0/8', '192.0.2.1']}}");

    assertThat(verdictAt(policy, "true", "10.1.1.1")).isEqualTo(ALLOW);
    assertThat(verdictAt(policy, "true", "192.0.2.1")).isEqualTo(ALLOW);
    assertThat(verdictAt(policy, "true", "192.0.2.2")).isEqualTo(SILENT);
    assertThat(verdictAt(policy, "false", "10.1.1.1")).isEqualTo(SILENT);
    assertThat(verdict(policy, GET, KEY)).isEqualTo(SILENT);
  }

  private static Verdict verdictAt(Policy policy, String secure, String address) {
    return policy.verdict(
        new AccessRequest(
            "alice",
            GET,
            KEY,
            Map.of(ContextKeys.SECURE_TRANSPORT, secure, ContextKeys.SOURCE_IP, address)));
  }

  @Test
  void aDenialUnlessIsADenialWhereNothingIsKnown() {
    Policy policy =
        identity(
            "'Effect': 'Deny', 'Action': '*', 'Resource': '*', 'Condition':"
                + " {'NotIpAddress': {'aws:SourceIp': '10.0.0.0/8'}}");

    assertThat(verdict(policy, GET, KEY)).isEqualTo(DENY);
  }
}
