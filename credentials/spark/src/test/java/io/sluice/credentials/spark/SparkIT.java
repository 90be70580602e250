package io.sluice.credentials.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.credentials.testing.TestingIdentities;
import io.sluice.credentials.testing.TestingSts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Spark application, in one process and with executors in processes of their own. */
class SparkIT {
  @TempDir private Path folder;
  private TestingSts sts;

  @BeforeEach
  void start() throws Exception {
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    sts = new TestingSts(new TestingIdentities(InstantSource.system()));
  }

  @AfterEach
  void stop() {
    sts.close();
  }

  @ParameterizedTest
  @Timeout(300)
  @ValueSource(strings = {"local[2]", "local-cluster[2,1,512]"})
  void the_driver_asks_once_for_all_executors(String master) throws Exception {
    try (JavaSparkContext spark = new JavaSparkContext(conf(master))) {
      List<String> answers =
          spark
              .parallelize(IntStream.range(0, 8).boxed().toList(), 8)
              .map(partition -> whoAmI())
              .collect();

      assertThat(answers).hasSize(8).allMatch(answer -> answer.endsWith(" ASIA0001"));
      if (!master.startsWith("local[")) {
        assertThat(answers).noneMatch(answer -> answer.startsWith("driver"));
      }
      assertThat(SparkCredentialsProvider.create().resolveCredentials().accessKeyId())
          .isEqualTo("ASIA0001");
    }
    assertThat(sts.requests()).hasSize(1);
  }

  private static String whoAmI() {
    return SparkEnv.get().executorId()
        + " "
        + SparkCredentialsProvider.create().resolveCredentials().accessKeyId();
  }

  private SparkConf conf(String master) throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "web-token");
    return new SparkConf()
        .setMaster(master)
        .setAppName("credentials")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "localhost")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.executor.memory", "512m")
        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .set("spark.local.dir", folder.toString())
        .set("spark.plugins", CredentialsPlugin.class.getName())
        .set("spark.sluice.credentials.source", "web-identity")
        .set("spark.sluice.credentials.name", master)
        .set("spark.sluice.credentials.region", "eu-west-1")
        .set("spark.sluice.credentials.sts.endpoint", sts.uri().toString())
        .set("spark.sluice.credentials.web-identity.role-arn", "arn:aws:iam::111122223333:role/job")
        .set("spark.sluice.credentials.web-identity.token-file", token.toString());
  }
}
