package io.sluice.catalog.entity;

import java.util.List;
import java.util.function.Supplier;
import org.apache.iceberg.io.FileIO;

/**
 * A folder of files.
 *
 * @param catalog the name of the catalog that they belong to
 * @param location without a slash at its end
 * @param files reaches what is in it; whoever calls closes it
 * @param unwritten what is to be written into it, before anybody else can know of it
 */
public record Folder(
    String catalog, String location, Supplier<FileIO> files, List<Rebased> unwritten) {
  /** Whether a file is in it. */
  public boolean has(String file) {
    return file.startsWith(location + "/") && !file.contains("/../") && !file.contains("/./");
  }
}
