package io.sluice.catalog.entity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import io.sluice.catalog.record.EntityRecord;
import io.sluice.catalog.record.Keys;
import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of tables and views, as JSON in the store and in memory. Each generation of an
 * entity is written once and never changes, so what is in memory of it is right for as long as the
 * entity's record names that generation.
 */
public final class Contents {
  private final MetadataStore store;
  private final int partBytes;
  private final Cache<Id, Bytes> texts;
  private final Cache<Id, Object> objects;

  private record Id(ByteString entity, ByteString generation, Extent extent) {}

  /** How much of the metadata. */
  public enum Extent {
    /** Without historical snapshots. */
    HEAD,
    WHOLE
  }

  Contents(MetadataStore store, long cacheBytes) {
    this.store = store;
    this.partBytes = store.limits().valueBytes();
    this.texts =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((Id _, Bytes text) -> text.length() + 200)
            .build();
    this.objects =
        Caffeine.newBuilder()
            .maximumWeight(100_000)
            .weigher((Id _, Object metadata) -> weight(metadata))
            .build();
  }

  /** Counted in snapshots and versions, as what it is in memory is not known. */
  private static int weight(Object metadata) {
    return metadata instanceof TableMetadata table ? 10 + table.snapshots().size() : 10;
  }

  /**
   * What is to be put into the store of one generation.
   *
   * @param metadata Iceberg's object of the whole
   * @param parts first those of the head, then those of the whole
   */
  record Encoded(Object metadata, List<Bytes> parts, int headParts, Bytes head, Bytes whole) {
    long sizeBytes() {
      return parts.stream().mapToLong(Bytes::length).sum();
    }
  }

  <M> Encoded encode(Form<M> form, M metadata, String metadataLocation) {
    M head = form.head(metadata);
    Bytes headText = Bytes.utf8(form.toJson(head));
    List<Bytes> parts = new ArrayList<>();
    split(headText, parts);
    int headParts = parts.size();
    Bytes wholeText = headText;
    if (!head.equals(metadata)) {
      wholeText = Bytes.utf8(form.toJson(metadata));
      split(wholeText, parts);
    }
    return new Encoded(
        form.located(metadata, metadataLocation), parts, headParts, headText, wholeText);
  }

  private void split(Bytes text, List<Bytes> parts) {
    byte[] compressed = Gzip.compress(text).unsafeArray();
    for (int from = 0; from < compressed.length; from += partBytes) {
      int length = Math.min(partBytes, compressed.length - from);
      parts.add(Bytes.copyOf(compressed, from, length));
    }
  }

  /** Keeps in memory what has just been committed. */
  void remember(EntityRecord record, Encoded encoded) {
    objects.put(id(record, Extent.WHOLE), encoded.metadata());
    texts.put(id(record, Extent.HEAD), encoded.head());
    if (record.getWholeParts() > 0) {
      texts.put(id(record, Extent.WHOLE), encoded.whole());
    }
  }

  /**
   * The metadata as JSON; empty if the entity has a new generation by now, so that its record has
   * to be read again.
   */
  public Optional<Bytes> json(EntityRecord record, Extent wanted) {
    Extent extent = record.getWholeParts() == 0 ? Extent.HEAD : wanted;
    Id id = id(record, extent);
    Bytes known = texts.getIfPresent(id);
    if (known == null) {
      known = read(record, extent);
      if (known != null) {
        texts.put(id, known);
      }
    }
    return Optional.ofNullable(known);
  }

  /** All of the metadata; empty if the record has to be read again. */
  @SuppressWarnings("unchecked") // an entity's kind never changes
  <M> Optional<M> metadata(Form<M> form, EntityRecord record) {
    Id id = id(record, Extent.WHOLE);
    M known = (M) objects.getIfPresent(id);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<M> read =
        json(record, Extent.WHOLE)
            .map(json -> form.fromJson(json.toUtf8(), record.getMetadataLocation()));
    read.ifPresent(metadata -> objects.put(id, metadata));
    return read;
  }

  private static Id id(EntityRecord record, Extent extent) {
    return new Id(record.getId(), record.getGeneration(), extent);
  }

  private @Nullable Bytes read(EntityRecord record, Extent extent) {
    int from = extent == Extent.HEAD ? 0 : record.getHeadParts();
    int to = extent == Extent.HEAD ? record.getHeadParts() : from + record.getWholeParts();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    // few at a time: a store may answer with so many bytes at once
    for (int start = from; start < to; start += 4) {
      List<Key> keys = new ArrayList<>();
      for (int number = start; number < Math.min(to, start + 4); number++) {
        keys.add(Keys.part(record.getId(), record.getGeneration(), number));
      }
      for (Optional<Entry> part : store.getAll(keys)) {
        if (part.isEmpty()) {
          return null;
        }
        compressed.writeBytes(part.get().value().unsafeArray());
      }
    }
    return Gzip.expand(compressed.toByteArray());
  }
}
