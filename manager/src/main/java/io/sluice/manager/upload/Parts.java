package io.sluice.manager.upload;

import io.sluice.manager.record.Keys;
import io.sluice.manager.record.PartRecord;
import io.sluice.manager.record.UploadId;
import io.sluice.manager.request.Reads;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of an upload, in the order of their numbers. */
final class Parts {
  private static final int PAGE = 1_000;

  private Parts() {}

  /** Some parts, and whether there are more. */
  record Some(List<PartRecord> parts, boolean more) {}

  static Some read(MetadataStore store, UploadId upload, int afterNumber, int limit) {
    Bytes after =
        afterNumber <= 0
            ? Bytes.EMPTY
            : Keys.part(upload, Math.min(afterNumber, Keys.LAST_PART)).name();
    Page page = store.scan(Scan.of(Keys.PARTS, upload.bytes(), limit).after(after));
    return new Some(
        page.entries().stream()
            .map(
                item ->
                    Reads.parse(new Key(Keys.PARTS, item.name()), item.entry(), PartRecord.parser())
                        .record())
            .toList(),
        page.next().isPresent());
  }

  static List<PartRecord> readAll(MetadataStore store, UploadId upload) {
    List<PartRecord> all = new ArrayList<>();
    Optional<Integer> after = Optional.of(0);
    while (after.isPresent()) {
      Some some = read(store, upload, after.get(), PAGE);
      all.addAll(some.parts());
      after = some.more() ? Optional.of(all.getLast().getInfo().getNumber()) : Optional.empty();
    }
    return all;
  }
}
