package io.sluice.catalog.entity;

import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/** Files with something to happen ahead of what is done to them. */
public final class TestingFileIO implements FileIO {
  private static final long serialVersionUID = 1;

  private final transient FileIO files;
  private final transient Runnable beforeWrite;
  private final transient Runnable beforeDelete;

  public TestingFileIO(FileIO files, Runnable beforeWrite, Runnable beforeDelete) {
    this.files = files;
    this.beforeWrite = beforeWrite;
    this.beforeDelete = beforeDelete;
  }

  @Override
  public InputFile newInputFile(String path) {
    return files.newInputFile(path);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    beforeWrite.run();
    return files.newOutputFile(path);
  }

  @Override
  public void deleteFile(String path) {
    beforeDelete.run();
    files.deleteFile(path);
  }

  @Override
  public void close() {
    files.close();
  }
}
