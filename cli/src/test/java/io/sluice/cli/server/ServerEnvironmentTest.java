package io.sluice.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.storage.SecretReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerEnvironmentTest {
  private @TempDir Path parent;

  @Test
  void filesInTheDataFolderAreReadForNobody() throws IOException {
    Path folder = Files.createDirectory(parent.resolve("data"));
    Path key = Files.writeString(folder.resolve("master-key"), "secret");
    Path outside = Files.writeString(parent.resolve("mounted"), "theirs");
    Path link = Files.createSymbolicLink(parent.resolve("link"), key);
    Path around = parent.resolve("data/../data/./master-key");
    ServerEnvironment environment = new ServerEnvironment(folder);

    for (Path own : new Path[] {key, link, around}) {
      assertThatThrownBy(() -> SecretReference.parse("file:" + own).read(environment))
          .isInstanceOf(ServiceUnavailableException.class)
          .hasMessageNotContaining("secret\"");
      assertThat(environment.withholds(own)).isTrue();
    }
    assertThat(SecretReference.parse("file:" + outside).read(environment)).isEqualTo("theirs");
    assertThat(environment.withholds(parent.resolve("none"))).isFalse();
  }
}
