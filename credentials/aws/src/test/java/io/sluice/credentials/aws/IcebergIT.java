package io.sluice.credentials.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.credentials.testing.TestingS3;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's own file access, which knows nothing of us but a class name. */
class IcebergIT {
  @TempDir private Path folder;
  private AwsFixture fixture;
  private TestingS3 s3;

  @BeforeEach
  void start() {
    fixture = new AwsFixture(folder);
    s3 = new TestingS3(fixture.identities);
  }

  @AfterEach
  void stop() {
    s3.close();
    fixture.close();
  }

  @Test
  void every_table_shares_one_provider() throws Exception {
    for (int table = 0; table < 3; table++) {
      try (S3FileIO files = new S3FileIO()) {
        files.initialize(properties());
        try (InputStream in = files.newInputFile("s3://lake/object", 5).newStream()) {
          assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("hello");
        }
      }
    }

    assertThat(s3.accessKeys()).isNotEmpty().containsOnly("ASIA0001");
    assertThat(fixture.sts.requests()).hasSize(1);
  }

  @Test
  void a_setting_that_does_not_exist_stops_it() {
    Map<String, String> properties = properties();
    properties.put("client.credentials-provider.sluice.credentials.sorce", "web-identity");
    try (S3FileIO files = new S3FileIO()) {
      files.initialize(properties);

      assertThatThrownBy(() -> files.newInputFile("s3://lake/object").exists())
          .hasStackTraceContaining("unknown credential settings [sorce]");
    }
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("s3.endpoint", s3.uri().toString());
    properties.put("s3.path-style-access", "true");
    properties.put("client.region", "eu-west-1");
    properties.put("http-client.type", "urlconnection");
    String provider = "client.credentials-provider";
    properties.put(provider, PrefetchingCredentialsProvider.class.getName());
    String settings = provider + ".sluice.credentials.";
    properties.put(settings + "source", "web-identity");
    properties.put(settings + "region", "eu-west-1");
    properties.put(settings + "sts.endpoint", fixture.sts.uri().toString());
    properties.put(settings + "web-identity.role-arn", AwsFixture.ROLE);
    properties.put(settings + "web-identity.token-file", fixture.tokenFile.toString());
    return properties;
  }
}
