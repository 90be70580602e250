package io.sluice.catalog.vending;

import io.sluice.catalog.storage.Location;
import java.util.Map;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * Keeps what reads and writes files to a location, where the store itself cannot be told: names of
 * files come out of files that clients write.
 */
final class ScopedFileIO implements FileIO {
  private static final long serialVersionUID = 1;

  private final transient FileIO files;
  private final transient Location location;

  ScopedFileIO(FileIO files, Location location) {
    this.files = files;
    this.location = location;
  }

  @Override
  public InputFile newInputFile(String path) {
    return files.newInputFile(inside(path));
  }

  @Override
  public InputFile newInputFile(String path, long length) {
    return files.newInputFile(inside(path), length);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return files.newOutputFile(inside(path));
  }

  @Override
  public void deleteFile(String path) {
    files.deleteFile(inside(path));
  }

  private String inside(String path) {
    boolean inside;
    try {
      inside = location.contains(Location.parse(path.substring(0, path.lastIndexOf('/') + 1)));
    } catch (BadRequestException e) {
      inside = false;
    }
    if (!inside || path.endsWith("/")) {
      throw new ForbiddenException("%s is not in %s", path, location);
    }
    return path;
  }

  @Override
  public Map<String, String> properties() {
    return Map.of();
  }

  @Override
  public void close() {
    files.close();
  }
}
