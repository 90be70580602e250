package io.sluice.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.sluice.manager.record.BlobListRecord;
import io.sluice.manager.record.BlobRecord;
import io.sluice.manager.record.GarbageRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.ObjectRecord;
import io.sluice.manager.record.PartRecord;
import io.sluice.manager.record.PrincipalRecord;
import io.sluice.manager.record.UploadRecord;
import io.sluice.protocol.Blob;
import io.sluice.protocol.PartDigest;
import io.sluice.storage.BlobId;
import io.sluice.storage.BlobReader;
import io.sluice.storage.BlobStorage;
import io.sluice.storage.StorageException;
import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Looks whether what is in a store and in a storage fits together, by reading all of both. Nobody
 * may change them meanwhile.
 */
final class Fsck {
  private static final int PAGE = 1_000;

  private final MetadataStore store;
  private final BlobStorage storage;
  private final Map<Table, Map<Bytes, Entry>> tables = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  /** Who refers to a blob: objects by their names, parts and lists by theirs. */
  private final Map<BlobId, List<String>> objectsOf = new HashMap<>();

  private final Map<BlobId, List<String>> partsOf = new HashMap<>();

  /** The parts of uploads that have ended, which are still to be removed. */
  private final Set<BlobId> leftOver = new HashSet<>();

  private final Map<BlobId, List<String>> listsOf = new HashMap<>();
  private final Map<Bytes, Integer> listReferences = new HashMap<>();
  private final Set<BlobId> garbage = new HashSet<>();
  private final Set<BlobId> files = new HashSet<>();

  private Fsck(MetadataStore store, BlobStorage storage) {
    this.store = store;
    this.storage = storage;
  }

  static Fsck of(MetadataStore store, BlobStorage storage) {
    Fsck fsck = new Fsck(store, storage);
    try {
      fsck.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return fsck;
  }

  /** What must hold at any moment between two commits. */
  Fsck requireSound() {
    assertThat(problems).as("what does not fit together").isEmpty();
    return this;
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  /** What must hold besides when all leases have run out, and all has been removed that can be. */
  void requireClean() {
    requireSound();
    for (Table table :
        List.of(Keys.ENDED_UPLOADS, Keys.GARBAGE, Keys.EPOCHS, Keys.EXPIRED_EPOCHS)) {
      assertThat(scan(table)).as("what is left in " + table).isEmpty();
    }
    Set<BlobId> referred = blobsReferredTo();
    assertThat(files).as("the files are the blobs that are referred to").isEqualTo(referred);
    assertThat(records().keySet())
        .as("the records are those of the blobs that are referred to")
        .isEqualTo(referred);
    try {
      assertThat(storage.epochs())
          .as("the folders are those of the blobs")
          .containsExactlyInAnyOrderElementsOf(
              referred.stream().map(BlobId::epoch).distinct().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Set<BlobId> blobsReferredTo() {
    Set<BlobId> referred = new HashSet<>(objectsOf.keySet());
    referred.addAll(partsOf.keySet());
    referred.addAll(listsOf.keySet());
    return referred;
  }

  private void run() throws IOException {
    for (long epoch : storage.epochs()) {
      try (Stream<BlobId> blobs = storage.blobs(epoch)) {
        blobs.forEach(files::add);
      }
    }
    checkObjects();
    checkInlineEntries();
    checkUploads();
    checkLists();
    scan(Keys.GARBAGE)
        .forEach(
            (_, entry) ->
                parse(entry, GarbageRecord.parser())
                    .getBlobsList()
                    .forEach(blob -> garbage.add(id(blob))));
    checkCounters();
    checkFiles();
    checkPrincipals();
  }

  private void checkObjects() {
    scan(Keys.OBJECTS)
        .forEach(
            (name, entry) -> {
              ObjectRecord object = parse(entry, ObjectRecord.parser());
              requireBucket("object", name);
              switch (object.getContentCase()) {
                case INLINE -> checkInline(name, object);
                case BLOB -> {
                  refer(objectsOf, object.getBlob(), "object " + name);
                  require(
                      object.getBlob().getSize() == object.getInfo().getSize(),
                      "object %s has another size than its blob".formatted(name));
                }
                case BLOB_LIST ->
                    listReferences.merge(
                        Bytes.wrap(object.getBlobList().toByteArray()), 1, Integer::sum);
                case CONTENT_NOT_SET -> problems.add("object %s has no content".formatted(name));
              }
            });
  }

  private void checkInline(Bytes name, ObjectRecord object) {
    Entry entry = scan(Keys.INLINE).get(name);
    if (entry == null) {
      problems.add("the bytes of object %s are not there".formatted(name));
      return;
    }
    CRC32C crc = new CRC32C();
    crc.update(entry.value().toByteArray());
    require(
        (int) crc.getValue() == object.getInline().getCrc32C()
            && entry.value().length() == object.getInfo().getSize(),
        "the bytes of object %s are others".formatted(name));
  }

  private void checkInlineEntries() {
    Map<Bytes, Entry> objects = scan(Keys.OBJECTS);
    scan(Keys.INLINE)
        .keySet()
        .forEach(
            name -> {
              Entry object = objects.get(name);
              require(
                  object != null && parse(object, ObjectRecord.parser()).hasInline(),
                  "the bytes under %s are no object's".formatted(name));
            });
  }

  private void checkUploads() {
    Set<String> open = new HashSet<>();
    scan(Keys.UPLOADS)
        .forEach(
            (name, entry) -> {
              requireBucket("upload", name);
              open.add(parse(entry, UploadRecord.parser()).getInfo().getUploadId());
            });
    Set<String> ended = new HashSet<>();
    scan(Keys.ENDED_UPLOADS).keySet().forEach(name -> ended.add(uploadOf(name)));
    scan(Keys.PARTS)
        .forEach(
            (name, entry) -> {
              String upload = uploadOf(name);
              Blob blob = parse(entry, PartRecord.parser()).getBlob();
              if (open.contains(upload)) {
                refer(partsOf, blob, "part %s of %s".formatted(name, upload));
              } else {
                require(ended.contains(upload), "part %s is of no upload".formatted(name));
                leftOver.add(id(blob));
              }
            });
  }

  private static String uploadOf(Bytes name) {
    return HexFormat.of().formatHex(name.slice(0, 16).toByteArray());
  }

  private void checkLists() {
    Map<Bytes, Entry> lists = scan(Keys.BLOB_LISTS);
    lists.forEach(
        (name, entry) -> {
          BlobListRecord list = parse(entry, BlobListRecord.parser());
          int referring = listReferences.getOrDefault(name, 0);
          require(
              list.getReferences() == referring && referring > 0,
              "list %s counts %d references and has %d"
                  .formatted(name, list.getReferences(), referring));
          require(
              list.getList().getBlobsCount() == list.getList().getPartsCount(),
              "list %s has another number of parts than of blobs".formatted(name));
          list.getList()
              .getBlobsList()
              .forEach(blob -> refer(listsOf, blob, "list " + uploadOf(name)));
          List<Integer> numbers =
              list.getList().getPartsList().stream().map(PartDigest::getNumber).toList();
          require(
              numbers.equals(numbers.stream().sorted().distinct().toList()),
              "the parts of list %s are not in order".formatted(name));
        });
    listReferences
        .keySet()
        .forEach(name -> require(lists.containsKey(name), "list %s is not there".formatted(name)));
  }

  private void checkCounters() {
    Map<BlobId, BlobRecord> records = records();
    records.forEach(
        (blob, record) -> {
          List<String> objects = objectsOf.getOrDefault(blob, List.of());
          List<String> parts = partsOf.getOrDefault(blob, List.of());
          List<String> lists = listsOf.getOrDefault(blob, List.of());
          int owners = parts.size() + lists.size();
          require(
              owners <= 1 && (objects.isEmpty() || owners == 0),
              "blob %s belongs to %s, %s and %s".formatted(blob, objects, parts, lists));
          int expected = owners == 0 ? objects.size() : 1;
          if (owners > 0 || !objects.isEmpty()) {
            require(
                record.getReferences() == expected,
                "blob %s counts %d references and has %d"
                    .formatted(blob, record.getReferences(), expected));
            requireIntact(record.getBlob());
          } else {
            require(
                garbage.contains(blob) || leftOver.contains(blob),
                "blob %s is nobody's and no garbage".formatted(blob));
          }
        });
    Stream.of(objectsOf, listsOf, partsOf)
        .flatMap(owners -> owners.keySet().stream())
        .filter(blob -> !records.containsKey(blob))
        .forEach(blob -> problems.add("blob %s has no record".formatted(blob)));
    Stream.of(objectsOf, listsOf, partsOf)
        .flatMap(owners -> owners.keySet().stream())
        .filter(garbage::contains)
        .forEach(blob -> problems.add("blob %s is garbage and referred to".formatted(blob)));
  }

  private void checkFiles() {
    Set<Long> leased = new HashSet<>();
    scan(Keys.EPOCHS).keySet().forEach(name -> leased.add(Keys.epochOf(name)));
    scan(Keys.EXPIRED_EPOCHS).keySet().forEach(name -> leased.add(Keys.epochOf(name)));
    Map<BlobId, BlobRecord> records = records();
    for (BlobId file : files) {
      require(
          records.containsKey(file) || garbage.contains(file) || leased.contains(file.epoch()),
          "file %s will be there for ever".formatted(file));
    }
  }

  private void checkPrincipals() {
    Map<Bytes, Entry> byName = scan(Keys.PRINCIPAL_NAMES);
    Map<Bytes, Entry> byId = scan(Keys.PRINCIPALS);
    byName.forEach(
        (name, id) -> {
          Entry record = byId.get(id.value());
          require(
              record != null
                  && parse(record, PrincipalRecord.parser()).getName().equals(name.toUtf8()),
              "principal %s is not there".formatted(name));
        });
    require(
        byId.size() == byName.size(),
        "there are %d principals by name and %d by id".formatted(byName.size(), byId.size()));
  }

  private void requireIntact(Blob blob) {
    try (BlobReader reader = storage.open(id(blob))) {
      ByteBuffer bytes = ByteBuffer.allocate((int) reader.size());
      reader.read(bytes, 0);
      CRC32C crc = new CRC32C();
      crc.update(bytes.flip());
      require(
          reader.size() == blob.getSize() && (int) crc.getValue() == blob.getCrc32C(),
          "the bytes of blob %s are others".formatted(id(blob)));
    } catch (StorageException e) {
      problems.add("blob %s: %s".formatted(id(blob), e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireBucket(String what, Bytes name) {
    int slash = name.indexOf(Bytes.utf8("/"), 0);
    Bytes bucket = name.slice(0, Math.max(0, slash));
    require(scan(Keys.BUCKETS).containsKey(bucket), (what + " %s is in no bucket").formatted(name));
  }

  private static void refer(Map<BlobId, List<String>> owners, Blob blob, String owner) {
    owners.computeIfAbsent(id(blob), _ -> new ArrayList<>()).add(owner);
  }

  private void require(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }

  private Map<BlobId, BlobRecord> records() {
    Map<BlobId, BlobRecord> records = new HashMap<>();
    scan(Keys.BLOBS)
        .forEach(
            (_, entry) -> {
              BlobRecord record = parse(entry, BlobRecord.parser());
              records.put(id(record.getBlob()), record);
            });
    return records;
  }

  private static BlobId id(Blob blob) {
    return new BlobId(blob.getEpoch(), blob.getNumber());
  }

  private Map<Bytes, Entry> scan(Table table) {
    return tables.computeIfAbsent(table, _ -> read(table));
  }

  private Map<Bytes, Entry> read(Table table) {
    Map<Bytes, Entry> entries = new TreeMap<>();
    Scan scan = Scan.of(table, Bytes.EMPTY, PAGE);
    Optional<Bytes> next = Optional.of(Bytes.EMPTY);
    while (next.isPresent()) {
      Page page = store.scan(scan.after(next.get()));
      page.entries().forEach(item -> entries.put(item.name(), item.entry()));
      next = page.next();
    }
    return entries;
  }

  private static <T> T parse(Entry entry, Parser<T> parser) {
    try {
      return parser.parseFrom(entry.value().unsafeArray());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("this is no record: " + entry, e);
    }
  }
}
