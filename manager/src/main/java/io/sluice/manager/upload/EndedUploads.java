package io.sluice.manager.upload;

import com.google.protobuf.ByteString;
import io.sluice.manager.object.Contents;
import io.sluice.manager.record.BlobListRecord;
import io.sluice.manager.record.CompletedUploadRecord;
import io.sluice.manager.record.EndedUploadRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.PartRecord;
import io.sluice.manager.record.UploadId;
import io.sluice.manager.record.UploadRecord;
import io.sluice.manager.request.Reads;
import io.sluice.protocol.Blob;
import io.sluice.store.Bytes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Removes what is left of uploads that have ended: the entries of their parts, and the blobs of
 * those parts that are in no object. It can be interrupted anywhere and goes on where it was.
 */
public final class EndedUploads {
  /** For so long completing an upload again is answered as the first time. */
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private static final int PARTS_AT_ONCE = 90;
  private static final int PAGE = 1_000;

  private final MetadataStore store;
  private final Contents contents;
  private final Clock clock;

  public EndedUploads(MetadataStore store, Contents contents, Clock clock) {
    this.store = store;
    this.contents = contents;
    this.clock = clock;
  }

  /** Ends all uploads into a bucket in which none can be begun any more. */
  public void endAll(String bucket) {
    Scan scan = Scan.of(Keys.UPLOADS, Keys.inBucket(bucket, ByteString.EMPTY), PAGE);
    List<Page.Item> left = store.scan(scan).entries();
    while (!left.isEmpty()) {
      left.forEach(this::end);
      left = store.scan(scan).entries();
    }
  }

  private void end(Page.Item item) {
    Key key = new Key(Keys.UPLOADS, item.name());
    UploadRecord upload = Reads.parse(key, item.entry(), UploadRecord.parser()).record();
    UploadId id = Uploads.id(upload.getInfo().getUploadId());
    Transaction.Builder transaction = Transaction.builder();
    Uploads.end(transaction, key, item.entry().revision(), id, ByteString.EMPTY);
    try {
      store.commit(transaction.build());
    } catch (ConditionFailedException e) {
      // a part was stored or it was ended meanwhile; what is left of it is found again
    }
  }

  /** Removes what is left of all uploads that have ended, for as long as it may go on. */
  public void removeAll(BooleanSupplier goOn) {
    Scan scan = Scan.of(Keys.ENDED_UPLOADS, Bytes.EMPTY, PAGE);
    Optional<Bytes> next = Optional.of(Bytes.EMPTY);
    while (next.isPresent() && goOn.getAsBoolean()) {
      Page page = store.scan(scan.after(next.get()));
      for (Page.Item item : page.entries()) {
        if (goOn.getAsBoolean()) {
          remove(id(item.name()));
        }
      }
      next = page.next();
    }
  }

  /** Removes what is left of one upload. */
  public void remove(UploadId id) {
    Key endedKey = Keys.endedUpload(id);
    Optional<Entry> entry = store.get(endedKey);
    if (entry.isEmpty()) {
      return;
    }
    EndedUploadRecord ended =
        Reads.parse(endedKey, entry.get(), EndedUploadRecord.parser()).record();
    Set<Blob> inObject = blobsOf(ended);
    try {
      boolean more = true;
      while (more) {
        Page page = store.scan(Scan.of(Keys.PARTS, id.bytes(), PARTS_AT_ONCE));
        removeParts(page.entries(), inObject);
        more = page.next().isPresent();
      }
      store.commit(
          Transaction.builder()
              .requireUnchanged(endedKey, entry.get().revision())
              .delete(endedKey)
              .build());
    } catch (ConditionFailedException e) {
      // somebody else is at it
    }
  }

  private void removeParts(List<Page.Item> items, Set<Blob> inObject) {
    if (items.isEmpty()) {
      return;
    }
    Transaction.Builder transaction = Transaction.builder();
    List<Blob> garbage = new ArrayList<>();
    for (Page.Item item : items) {
      Key key = new Key(Keys.PARTS, item.name());
      transaction.requireUnchanged(key, item.entry().revision()).delete(key);
      Blob blob = Reads.parse(key, item.entry(), PartRecord.parser()).record().getBlob();
      if (!inObject.contains(blob)) {
        garbage.add(blob);
      }
    }
    if (!garbage.isEmpty()) {
      contents.discard(transaction, garbage);
    }
    store.commit(transaction.build());
  }

  /**
   * Where the object is gone already, so are the blobs that were in it: it does no harm to discard
   * them again.
   */
  private Set<Blob> blobsOf(EndedUploadRecord ended) {
    if (ended.getBlobList().isEmpty()) {
      return Set.of();
    }
    Key key = Keys.blobList(ended.getBlobList());
    return store
        .get(key)
        .map(entry -> Reads.parse(key, entry, BlobListRecord.parser()).record())
        .<Set<Blob>>map(record -> new HashSet<>(record.getList().getBlobsList()))
        .orElse(Set.of());
  }

  /** Forgets what completing uploads answered long ago. */
  public void forgetCompleted(BooleanSupplier goOn) {
    long before = clock.millis() - REMEMBERED.toMillis();
    Optional<Bytes> next = Optional.of(Bytes.EMPTY);
    while (next.isPresent() && goOn.getAsBoolean()) {
      Page page = store.scan(Scan.of(Keys.COMPLETED_UPLOADS, Bytes.EMPTY, PAGE).after(next.get()));
      for (Page.Item item : page.entries()) {
        Key key = new Key(Keys.COMPLETED_UPLOADS, item.name());
        CompletedUploadRecord completed =
            Reads.parse(key, item.entry(), CompletedUploadRecord.parser()).record();
        if (completed.getCompletedMillis() < before) {
          store.commit(Transaction.builder().delete(key).build());
        }
      }
      next = page.next();
    }
  }

  private static UploadId id(Bytes name) {
    ByteBuffer bytes = name.asReadOnlyBuffer();
    return new UploadId(bytes.getLong(), bytes.getLong());
  }
}
