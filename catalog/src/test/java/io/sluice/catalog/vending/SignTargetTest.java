package io.sluice.catalog.vending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.storage.StorageProfile;
import io.sluice.catalog.storage.StorageProfile.Identity;
import io.sluice.catalog.storage.StorageProfile.Kind;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignTargetTest {
  private static final URI GATEWAY = URI.create("http://gateway.example:9000");

  private static SignTarget parse(String uri) {
    StorageProfile amazon =
        new StorageProfile(
            "amazon",
            List.of(),
            Kind.S3,
            "eu-west-1",
            Optional.empty(),
            false,
            new Identity.DefaultChain(),
            List.of(),
            Optional.empty(),
            false);
    return SignTarget.parse(URI.create(uri), amazon, () -> GATEWAY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://my.bucket.s3.eu-west-1.amazonaws.com/ns/t/a%20b",
        "https://s3.eu-west-1.amazonaws.com/my.bucket/ns/t/a%20b",
        "https://my.bucket.s3.amazonaws.com/ns/t/a%20b",
        "https://s3.amazonaws.com/my.bucket/ns%2Ft/a%20b"
      })
  void theBucketIsInTheHostOrInThePath(String uri) {
    SignTarget target = parse(uri);

    assertThat(target.bucket()).isEqualTo("my.bucket");
    assertThat(target.key()).isEqualTo("ns/t/a b");
  }

  @Test
  void aQueryIsDecodedOnce() {
    assertThat(parse("https://b.s3.eu-west-1.amazonaws.com/?prefix=a%252Fb%20c&x").query())
        .containsExactly(
            new SignTarget.Parameter("prefix", "a%2Fb c"), new SignTarget.Parameter("x", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://b.s3.eu-west-1.amazonaws.com/a",
        "https://b.s3.us-east-1.amazonaws.com/a",
        "https://b.s3.eu-west-1.amazonaws.com.evil.example/a",
        "https://evil.example/b/a",
        "https://evils3.amazonaws.com/b/a",
        "https://user@b.s3.eu-west-1.amazonaws.com/a",
        "https://b.s3.eu-west-1.amazonaws.com:444/a",
        "https://b.s3.eu-west-1.amazonaws.com/a#fragment",
        "https://b.s3.eu-west-1.amazonaws.com/a/../c",
        "https://b.s3.eu-west-1.amazonaws.com/a/%2E%2E/c",
        "https://b.s3.eu-west-1.amazonaws.com/a%00",
        "https://b.s3.eu-west-1.amazonaws.com/%ff",
        "https://b.s3.eu-west-1.amazonaws.com/?prefix=a+b",
        "https://b.s3.eu-west-1.amazonaws.com/?prefix=a&prefix=b",
        "https://s3.eu-west-1.amazonaws.com/",
        "https:/a"
      })
  void whatIsElsewhereOrAmbiguousIsRefused(String uri) {
    assertThatThrownBy(() -> parse(uri)).isInstanceOf(ForbiddenException.class);
  }
}
