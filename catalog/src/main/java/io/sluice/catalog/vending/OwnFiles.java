package io.sluice.catalog.vending;

import io.sluice.catalog.storage.Location;
import io.sluice.manager.object.OwnObjects;
import io.sluice.store.Bytes;
import io.sluice.store.Transaction;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.jspecify.annotations.Nullable;

/**
 * Small files in Sluice's own buckets, which are in the catalog's own store: to read one takes no
 * request, and to write one no transaction of its own. Whoever calls has looked whether the files
 * are where they may be.
 */
final class OwnFiles {
  private final OwnObjects objects;
  private final int inlineLimit;

  OwnFiles(OwnObjects objects, int inlineLimit) {
    this.objects = objects;
    this.inlineLimit = inlineLimit;
  }

  private record Name(String bucket, String key) {
    /** Empty if Iceberg's {@code S3FileIO} takes it for another key. */
    static Optional<Name> of(String file) {
      int bucket = file.indexOf("://") + 3;
      int key = file.indexOf('/', bucket) + 1;
      return bucket < 3 || key < 1 || file.indexOf('?') >= 0 || file.indexOf('#') >= 0
          ? Optional.empty()
          : Optional.of(new Name(file.substring(bucket, key - 1), file.substring(key)));
    }
  }

  /** What adds new files of one folder to a transaction. */
  Optional<Consumer<Transaction.Builder>> addition(String location, Map<String, Bytes> files) {
    String bucket = Name.of(location).map(Name::bucket).orElse("");
    Map<String, Bytes> contents = new HashMap<>();
    for (Map.Entry<String, Bytes> file : files.entrySet()) {
      Optional<Name> name = Name.of(file.getKey());
      if (name.isEmpty()
          || !file.getKey().startsWith(location)
          || file.getValue().length() > inlineLimit) {
        return Optional.empty();
      }
      contents.put(name.get().key(), file.getValue());
    }
    return objects.addition(bucket, contents);
  }

  /** Reads small files that are in a location from the store, and asks S3 for all else. */
  FileIO readingFirst(Location location, Supplier<S3FileIO> s3) {
    return new ReadingFirst(location, s3);
  }

  private final class ReadingFirst implements FileIO, SupportsPrefixOperations {
    private static final long serialVersionUID = 1;

    private final transient Location location;
    private final transient Supplier<S3FileIO> opening;
    private transient @Nullable S3FileIO opened;

    ReadingFirst(Location location, Supplier<S3FileIO> opening) {
      this.location = location;
      this.opening = opening;
    }

    private synchronized S3FileIO s3() {
      S3FileIO s3 = opened;
      if (s3 == null) {
        s3 = opening.get();
        opened = s3;
      }
      return s3;
    }

    private Optional<InputFile> stored(String path) {
      return Name.of(path)
          .filter(name -> location.contains(name.bucket(), name.key()))
          .flatMap(name -> objects.read(name.bucket(), name.key()))
          .map(bytes -> new InMemoryInputFile(path, bytes.unsafeArray()));
    }

    @Override
    public InputFile newInputFile(String path) {
      return stored(path).orElseGet(() -> s3().newInputFile(path));
    }

    @Override
    public InputFile newInputFile(String path, long length) {
      return stored(path).orElseGet(() -> s3().newInputFile(path, length));
    }

    @Override
    public OutputFile newOutputFile(String path) {
      return s3().newOutputFile(path);
    }

    @Override
    public void deleteFile(String path) {
      s3().deleteFile(path);
    }

    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
      return s3().listPrefix(prefix);
    }

    @Override
    public void deletePrefix(String prefix) {
      s3().deletePrefix(prefix);
    }

    @Override
    public Map<String, String> properties() {
      return Map.of();
    }

    @Override
    public synchronized void close() {
      if (opened != null) {
        opened.close();
      }
    }
  }
}
