package io.sluice.bench.lake;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.inmemory.InMemoryOutputFile;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.jspecify.annotations.Nullable;

/**
 * A client's files, such that only the catalog is measured; gone when nobody holds this any more.
 */
final class MemoryFiles implements FileIO {
  @SuppressWarnings("serial") // nobody serialises it
  private final Map<String, OutputFile> files = new ConcurrentHashMap<>();

  @Override
  public InputFile newInputFile(String location) {
    @Nullable OutputFile file = files.get(location);
    if (file == null) {
      throw new NotFoundException("there is no file %s", location);
    }
    return file.toInputFile();
  }

  @Override
  public OutputFile newOutputFile(String location) {
    OutputFile file = new InMemoryOutputFile(location);
    files.put(location, file);
    return file;
  }

  @Override
  public void deleteFile(String location) {
    files.remove(location);
  }
}
