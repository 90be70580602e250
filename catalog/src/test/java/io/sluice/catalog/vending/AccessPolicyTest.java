package io.sluice.catalog.vending;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.catalog.storage.Location;
import io.sluice.manager.policy.AccessRequest;
import io.sluice.manager.policy.MalformedPolicyException;
import io.sluice.manager.policy.Policy;
import io.sluice.manager.policy.Policy.Verdict;
import io.sluice.manager.policy.PolicyParser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessPolicyTest {
  private static Policy policy(boolean write, String... locations) throws MalformedPolicyException {
    Scope scope = new Scope(List.of(locations).stream().map(Location::parse).toList(), write);
    return PolicyParser.parseIdentityPolicy(AccessPolicy.of(scope));
  }

  private static Verdict verdict(Policy policy, String action, String resource) {
    return policy.verdict(
        new AccessRequest("p", action, "arn:aws:s3:::" + resource, Map.of("s3:prefix", "t/")));
  }

  @Test
  void aReaderReadsAndAWriterWritesToo() throws MalformedPolicyException {
    Policy read = policy(false, "s3://bucket/t");
    Policy write = policy(true, "s3://bucket/t");

    for (Policy policy : List.of(read, write)) {
      assertThat(verdict(policy, "s3:GetObject", "bucket/t/a")).isEqualTo(Verdict.ALLOW);
      assertThat(verdict(policy, "s3:ListBucket", "bucket")).isEqualTo(Verdict.ALLOW);
      assertThat(verdict(policy, "s3:GetBucketLocation", "bucket")).isEqualTo(Verdict.ALLOW);
      assertThat(verdict(policy, "s3:GetObject", "bucket/t2/a")).isEqualTo(Verdict.SILENT);
      assertThat(verdict(policy, "s3:GetObject", "bucket/t")).isEqualTo(Verdict.SILENT);
      assertThat(verdict(policy, "s3:DeleteBucket", "bucket")).isEqualTo(Verdict.SILENT);
      assertThat(verdict(policy, "sluice:CreatePrincipal", "x")).isEqualTo(Verdict.SILENT);
    }
    for (String action : List.of("s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload")) {
      assertThat(verdict(read, action, "bucket/t/a")).isEqualTo(Verdict.SILENT);
      assertThat(verdict(write, action, "bucket/t/a")).isEqualTo(Verdict.ALLOW);
      assertThat(verdict(write, action, "bucket/t2/a")).isEqualTo(Verdict.SILENT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"t*", "t?", "*", "?", "${aws:username}", "$", "${*}", "a$b*c?d", "\"quoted\""})
  void oddCharactersMeanThemselves(String folder) throws MalformedPolicyException {
    Policy policy = policy(true, "s3://bucket/" + folder);

    assertThat(verdict(policy, "s3:GetObject", "bucket/" + folder + "/a")).isEqualTo(Verdict.ALLOW);
    for (String other : List.of("tx/a", "x/a", "p/a", "t/a", "other", "axbxcxd/a")) {
      assertThat(verdict(policy, "s3:GetObject", "bucket/" + other)).isEqualTo(Verdict.SILENT);
    }
    assertThat(verdict(policy, "s3:ListBucket", "bucket")).isEqualTo(Verdict.SILENT);
  }

  @Test
  void noLocationsAreNoRights() throws MalformedPolicyException {
    assertThat(verdict(policy(true), "s3:GetObject", "bucket/t/a")).isEqualTo(Verdict.DENY);
  }

  @Test
  void onePolicyCoversAllLocations() throws MalformedPolicyException {
    Policy policy = policy(true, "s3://one/t", "s3://two/data", "s3://one/t/inner");

    assertThat(verdict(policy, "s3:GetObject", "one/t/a")).isEqualTo(Verdict.ALLOW);
    assertThat(verdict(policy, "s3:PutObject", "two/data/a")).isEqualTo(Verdict.ALLOW);
    assertThat(verdict(policy, "s3:PutObject", "two/t/a")).isEqualTo(Verdict.SILENT);
    // the prefix that one bucket is listed by is none of the other
    assertThat(verdict(policy, "s3:ListBucket", "two")).isEqualTo(Verdict.SILENT);
  }
}
