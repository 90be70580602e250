package io.sluice.credentials.s3a;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.credentials.testing.TestingContainerEndpoint;
import io.sluice.credentials.testing.TestingIdentities;
import io.sluice.credentials.testing.TestingS3;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real S3A file system that knows nothing of us but a class name. */
class S3aIT {
  @TempDir private Path folder;
  private TestingS3 s3;
  private TestingContainerEndpoint agent;

  @BeforeEach
  void start() {
    TestingIdentities identities = new TestingIdentities(InstantSource.system());
    s3 = new TestingS3(identities);
    agent = new TestingContainerEndpoint(identities).authorization("token");
  }

  @AfterEach
  void stop() {
    agent.close();
    s3.close();
  }

  @Test
  void file_systems_share_the_credentials_of_one_provider() throws Exception {
    Configuration configuration = configuration();

    for (int i = 0; i < 3; i++) {
      try (FileSystem files = FileSystem.newInstance(URI.create("s3a://lake/"), configuration)) {
        assertThat(read(files)).isEqualTo("hello");
      }
    }

    assertThat(s3.accessKeys()).isNotEmpty().containsOnly("ASIA0001");
    assertThat(agent.requests()).hasSize(1);
  }

  @Test
  void a_bucket_may_have_settings_of_its_own() throws Exception {
    Configuration configuration = configuration();
    configuration.set("fs.s3a.bucket.other.sluice.credentials.name", "another");

    for (String bucket : new String[] {"lake", "other"}) {
      try (FileSystem files =
          FileSystem.newInstance(URI.create("s3a://" + bucket + "/"), configuration)) {
        assertThat(read(files)).isEqualTo("hello");
      }
    }

    assertThat(s3.accessKeys()).contains("ASIA0001", "ASIA0002");
  }

  @Test
  void a_setting_that_does_not_exist_stops_it() throws Exception {
    Configuration configuration = configuration();
    configuration.set("fs.s3a.sluice.credentials.sorce", "container");

    assertThatThrownBy(() -> FileSystem.newInstance(URI.create("s3a://lake/"), configuration))
        .hasStackTraceContaining("unknown credential settings [sorce]");
  }

  private static String read(FileSystem files) throws Exception {
    try (FSDataInputStream in = files.open(new org.apache.hadoop.fs.Path("/object"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Configuration configuration() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "token");
    Configuration configuration = new Configuration(false);
    configuration.set("fs.s3a.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
    configuration.set("fs.s3a.endpoint", s3.uri().toString());
    configuration.set("fs.s3a.endpoint.region", "eu-west-1");
    configuration.set("fs.s3a.path.style.access", "true");
    configuration.set("fs.s3a.connection.ssl.enabled", "false");
    configuration.set("fs.s3a.bucket.probe", "0");
    configuration.set("fs.s3a.aws.credentials.provider", S3aCredentialsProvider.class.getName());
    configuration.set("fs.s3a.sluice.credentials.source", "container");
    configuration.set("fs.s3a.sluice.credentials.container.endpoint", agent.uri() + "/v1");
    configuration.set("fs.s3a.sluice.credentials.container.token-file", token.toString());
    return configuration;
  }
}
