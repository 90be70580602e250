package io.sluice.credentials.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.credentials.testing.TestingIdentities;
import io.sluice.credentials.testing.TestingSts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Built by Kafka's own code from the properties of a connector. */
class KafkaCredentialsProviderIT {
  private static final String CLASS = "s3.credentials.provider.class";
  private static final String PREFIX = "s3.credentials.provider.";
  private static final ConfigDef CONNECTOR =
      new ConfigDef()
          .define(CLASS, ConfigDef.Type.CLASS, ConfigDef.Importance.LOW, "who signs requests");

  @TempDir private Path folder;
  private TestingSts sts;

  @BeforeEach
  void start() {
    sts = new TestingSts(new TestingIdentities(InstantSource.system()));
  }

  @AfterEach
  void stop() {
    sts.close();
  }

  @Test
  void is_built_and_configured_by_properties() throws Exception {
    Map<String, String> properties = properties();

    AwsCredentialsProvider first = build(properties);
    AwsCredentialsProvider second = build(properties);

    assertThat(first.resolveCredentials().accessKeyId()).isEqualTo("ASIA0001");
    assertThat(second.resolveIdentity().join()).isSameAs(first.resolveCredentials());
    assertThat(sts.requests()).as("for two tasks").hasSize(1);
  }

  @Test
  void a_setting_that_does_not_exist_stops_it() throws Exception {
    Map<String, String> properties = properties();
    properties.put(PREFIX + "sluice.credentials.role", "x");

    assertThatThrownBy(() -> build(properties))
        .hasMessageContaining("unknown credential settings [role]");
  }

  /** As connectors do it: the prefix is taken off, and their own keys are among what remains. */
  private static AwsCredentialsProvider build(Map<String, String> properties) {
    AbstractConfig config = new AbstractConfig(CONNECTOR, properties);
    Map<String, Object> own = config.originalsWithPrefix(PREFIX);
    own.put("aws.access.key.id", "");
    return new AbstractConfig(
            new ConfigDef().define("class", ConfigDef.Type.CLASS, ConfigDef.Importance.LOW, ""),
            own)
        .getConfiguredInstance("class", AwsCredentialsProvider.class);
  }

  private Map<String, String> properties() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "web-token");
    Map<String, String> properties = new HashMap<>();
    properties.put(CLASS, KafkaCredentialsProvider.class.getName());
    properties.put(PREFIX + "sluice.credentials.source", "web-identity");
    properties.put(PREFIX + "sluice.credentials.region", "eu-west-1");
    properties.put(PREFIX + "sluice.credentials.sts.endpoint", sts.uri().toString());
    properties.put(
        PREFIX + "sluice.credentials.web-identity.role-arn", "arn:aws:iam::111122223333:role/sink");
    properties.put(PREFIX + "sluice.credentials.web-identity.token-file", token.toString());
    return properties;
  }
}
