package io.sluice.catalog.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.junit.jupiter.api.Test;

final class ConfinedFilesTest {
  @Test
  void onlyFilesOfTheTableAreDeleted() {
    InMemoryFileIO files = new InMemoryFileIO();
    List<String> all =
        List.of("memory://b/own/f", "memory://b/other/f", "memory://b/own2/f", "memory://b/more/f");
    all.forEach(path -> files.addFile(path, new byte[1]));
    ConfinedFiles confined =
        new ConfinedFiles(files, List.of("memory://b/own", "memory://b/more/"));

    all.forEach(confined::deleteFile);
    confined.deleteFile("memory://b/own/../other/f");

    assertThat(all.stream().filter(files::fileExists))
        .containsExactly("memory://b/other/f", "memory://b/own2/f");
  }
}
