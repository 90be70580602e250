package io.sluice.catalog.entity;

import java.util.List;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.util.LocationUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manifests, and files of which only those of one table can be deleted. Which files belong to a
 * table is said by metadata that clients write, and what it says of files elsewhere is not
 * believed.
 */
final class ConfinedFiles implements FileIO {
  private static final Logger LOG = LoggerFactory.getLogger(ConfinedFiles.class);
  private static final long serialVersionUID = 1;

  private final transient FileIO files;
  private final transient List<String> folders;

  ConfinedFiles(FileIO files, List<String> locations) {
    this.files = files;
    this.folders =
        locations.stream()
            .map(location -> LocationUtil.stripTrailingSlash(location) + "/")
            .toList();
  }

  @Override
  public InputFile newInputFile(String path) {
    return new BoundedFile(files.newInputFile(path), BoundedFile.MANIFEST);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    throw new UnsupportedOperationException("nothing is written here");
  }

  @Override
  public void deleteFile(String path) {
    if (!path.contains("/../") && folders.stream().anyMatch(path::startsWith)) {
      files.deleteFile(path);
    } else {
      LOG.warn("{} is not deleted: it is outside of the table that names it", path);
    }
  }
}
