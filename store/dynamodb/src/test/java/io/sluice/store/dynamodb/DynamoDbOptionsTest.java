package io.sluice.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.store.dynamodb.DynamoDbOptions.Billing;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DynamoDbOptionsTest {
  private static void assertRefused(String uri, String... words) {
    assertThatIllegalArgumentException()
        .as(uri)
        .isThrownBy(() -> DynamoDbOptions.parse(uri))
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  @Test
  void aTableAloneIsOneThatIsThere() {
    DynamoDbOptions options = DynamoDbOptions.parse("dynamodb://my_lake.meta-1");

    assertThat(options).isEqualTo(DynamoDbOptions.of("my_lake.meta-1"));
    assertThat(options.create()).isFalse();
    assertThat(options.region()).isEmpty();
    assertThat(options.endpoint()).isEmpty();
  }

  @Test
  void regionAndEndpointAreTaken() {
    DynamoDbOptions options =
        DynamoDbOptions.parse("dynamodb://lake?region=eu-west-1&endpoint=http://127.0.0.1:8000");

    assertThat(options.region()).contains("eu-west-1");
    assertThat(options.endpoint()).contains(URI.create("http://127.0.0.1:8000"));
    assertThat(DynamoDbOptions.parse("dynamodb://lake?endpoint=https%3A%2F%2Fhost%3A1").endpoint())
        .contains(URI.create("https://host:1"));
  }

  @Test
  void aNewTableIsOnDemandUnlessItIsProvisioned() {
    assertThat(DynamoDbOptions.parse("dynamodb://lake?create=true").billing())
        .isEqualTo(new Billing.OnDemand());
    assertThat(
            DynamoDbOptions.parse("dynamodb://lake?create=true&billing=provisioned&read=5&write=7")
                .billing())
        .isEqualTo(new Billing.Provisioned(5, 7));
  }

  @Test
  void aNewTableHasTags() {
    assertThat(
            DynamoDbOptions.parse("dynamodb://lake?create=true&tag.team=data&tag.cost+1=a%20b")
                .tags())
        .isEqualTo(Map.of("team", "data", "cost+1", "a b"));
  }

  @Test
  void credentialsAreRefusedAndNotRepeated() {
    for (String uri :
        new String[] {
          "dynamodb://AKIA:hunter2@lake",
          "dynamodb://lake?secret-access-key=hunter2",
          "dynamodb://lake?accessKeyId=hunter2",
          "dynamodb://lake?access_key=hunter2",
          "dynamodb://lake?sessionToken=hunter2",
          "dynamodb://lake?endpoint=http://a:hunter2@host",
        }) {
      assertThatIllegalArgumentException()
          .as(uri)
          .isThrownBy(() -> DynamoDbOptions.parse(uri))
          .satisfies(e -> assertThat(e).hasMessageContaining("must not hold credentials"))
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }
  }

  @Test
  void anUnknownParameterIsRefusedWithTheNearestKnownOne() {
    assertRefused("dynamodb://lake?regoin=eu-west-1", "'regoin'", "'region'");
    assertRefused("dynamodb://lake?created=true", "'created'", "'create'");
    assertRefused("dynamodb://lake?tag=a", "'tag'", "'tag.NAME'");
    assertRefused("dynamodb://lake?", "''");
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertRefused("rocksdb", "dynamodb://TABLE");
    assertRefused("dynamodb://", "no name of a table");
    assertRefused("dynamodb://a/b", "'a/b'", "no name of a table");
    assertRefused("dynamodb://lake?create=yes", "create", "'yes'");
    assertRefused("dynamodb://lake?create", "'create'", "no value");
    assertRefused("dynamodb://lake?region=a&region=b", "'region'", "twice");
    assertRefused("dynamodb://lake?endpoint=host:8000", "http://HOST:PORT");
    assertRefused("dynamodb://lake?endpoint=%ZZ", "hex digits");
    assertRefused("dynamodb://lake?billing=on-demand", "create=true");
    assertRefused("dynamodb://lake?tag.a=b", "create=true");
    assertRefused("dynamodb://lake?create=true&billing=free", "on-demand", "provisioned", "'free'");
    assertRefused("dynamodb://lake?create=true&read=5", "billing=provisioned");
    assertRefused("dynamodb://lake?create=true&billing=provisioned&read=5", "read and write");
    assertRefused(
        "dynamodb://lake?create=true&billing=provisioned&read=0&write=1", "read and write");
  }
}
