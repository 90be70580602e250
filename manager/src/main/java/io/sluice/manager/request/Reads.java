package io.sluice.manager.request;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Entries that were read together, as of one moment. */
public final class Reads {
  static final Reads NOTHING = new Reads(Map.of());

  private final Map<Key, Optional<Entry>> entries;

  private Reads(Map<Key, Optional<Entry>> entries) {
    this.entries = entries;
  }

  public static Reads from(MetadataStore store, List<Key> keys) {
    Map<Key, Optional<Entry>> entries = HashMap.newHashMap(keys.size());
    if (!keys.isEmpty()) {
      List<Optional<Entry>> found = store.getAll(keys);
      for (int i = 0; i < keys.size(); i++) {
        entries.put(keys.get(i), found.get(i));
      }
    }
    return new Reads(entries);
  }

  /** An entry that was read; asking for one that was not is a mistake. */
  public Optional<Entry> entry(Key key) {
    Optional<Entry> entry = entries.get(key);
    if (entry == null) {
      throw new IllegalArgumentException(key + " was not read");
    }
    return entry;
  }

  public <T> Optional<Versioned<T>> get(Key key, Parser<T> parser) {
    return entry(key).map(entry -> parse(key, entry, parser));
  }

  public <T> @Nullable T record(Key key, Parser<T> parser) {
    return entry(key).map(entry -> parse(key, entry, parser).record()).orElse(null);
  }

  public static <T> Versioned<T> parse(Key key, Entry entry, Parser<T> parser) {
    try {
      return new Versioned<>(parser.parseFrom(entry.value().unsafeArray()), entry.revision());
    } catch (InvalidProtocolBufferException e) {
      throw new StoreException(StoreError.CORRUPT, key + " is not a record", e);
    }
  }
}
