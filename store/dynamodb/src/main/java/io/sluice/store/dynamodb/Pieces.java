package io.sluice.store.dynamodb;

import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.Mutation;
import io.sluice.store.Transaction;
import io.sluice.store.dynamodb.Layout.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Values that are too large to lie with their names. They are written in pieces, under an id that
 * is new, before the transaction that refers to them; and a note of which they are before that, so
 * that they are found if the transaction never comes.
 */
final class Pieces {
  static final String NOTES = "../staged";
  static final String AT = "at";
  static final String STAGED = "staged";

  private final Requests requests;
  private final RandomGenerator random;

  Pieces(Requests requests, RandomGenerator random) {
    this.requests = requests;
    this.random = random;
  }

  /** What was written for a transaction, and the note about it. */
  record Staged(Optional<Address> note, Map<Key, PiecesRef> refs) {
    static final Staged NOTHING = new Staged(Optional.empty(), Map.of());
  }

  Staged stage(Transaction transaction) {
    Map<Key, PiecesRef> refs = new LinkedHashMap<>();
    List<WriteRequest> writes = new ArrayList<>();
    for (Mutation mutation : transaction.mutations()) {
      if (mutation instanceof Mutation.Put(Key key, Bytes value)
          && value.length() > Layout.INLINE) {
        PiecesRef ref = new PiecesRef(newId(), value.length());
        refs.put(key, ref);
        addWrites(ref, value, writes);
      }
    }
    if (refs.isEmpty()) {
      return Staged.NOTHING;
    }
    Address note = new Address(NOTES, Bytes.utf8(newId()));
    requests.put(note(note, refs));
    requests.writeEach(writes);
    return new Staged(Optional.of(note), refs);
  }

  private String newId() {
    byte[] id = new byte[16];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  private static void addWrites(PiecesRef ref, Bytes value, List<WriteRequest> writes) {
    int from = 0;
    for (Address address : ref.addresses()) {
      int to = Math.min(value.length(), from + PiecesRef.PIECE);
      Map<String, AttributeValue> item = new HashMap<>(address.key());
      item.put(Layout.VALUE, Layout.binary(value.slice(from, to)));
      writes.add(WriteRequest.builder().putRequest(put -> put.item(item)).build());
      from = to;
    }
  }

  private static Map<String, AttributeValue> note(Address note, Map<Key, PiecesRef> refs) {
    List<AttributeValue> staged = new ArrayList<>();
    refs.forEach(
        (key, ref) -> {
          Map<String, AttributeValue> one = new HashMap<>(Layout.address(key).key());
          one.put(Layout.PIECES, Layout.text(ref.text()));
          staged.add(AttributeValue.fromM(one));
        });
    Map<String, AttributeValue> item = new HashMap<>(note.key());
    item.put(AT, Layout.number(System.currentTimeMillis()));
    item.put(STAGED, AttributeValue.fromL(staged));
    return item;
  }

  /** The transaction has come: its pieces are referred to. */
  void committed(Staged staged) {
    staged.note().ifPresent(note -> requests.delete(note, _ -> {}));
  }

  /** The transaction will not come. */
  void discard(Staged staged) {
    remove(staged.refs().values());
    committed(staged);
  }

  void remove(Collection<PiecesRef> refs) {
    List<WriteRequest> deletes = new ArrayList<>();
    for (PiecesRef ref : refs) {
      for (Address address : ref.addresses()) {
        deletes.add(
            WriteRequest.builder().deleteRequest(delete -> delete.key(address.key())).build());
      }
    }
    requests.writeEach(deletes);
  }

  /** The values of those of which all pieces are there. */
  Map<PiecesRef, Bytes> load(Collection<PiecesRef> refs) {
    List<Address> addresses = refs.stream().flatMap(ref -> ref.addresses().stream()).toList();
    Map<Address, Map<String, AttributeValue>> found = requests.getEach(addresses);
    Map<PiecesRef, Bytes> values = new HashMap<>();
    for (PiecesRef ref : refs) {
      join(ref, found).ifPresent(value -> values.put(ref, value));
    }
    return values;
  }

  private static Optional<Bytes> join(
      PiecesRef ref, Map<Address, Map<String, AttributeValue>> found) {
    byte[] value = new byte[ref.sizeBytes()];
    int at = 0;
    for (Address address : ref.addresses()) {
      Map<String, AttributeValue> item = found.get(address);
      if (item == null) {
        return Optional.empty();
      }
      SdkBytes piece = item.getOrDefault(Layout.VALUE, AttributeValue.fromNul(true)).b();
      int length = piece == null ? 0 : piece.asByteArrayUnsafe().length;
      if (length != Math.min(PiecesRef.PIECE, value.length - at)) {
        return Optional.empty();
      }
      System.arraycopy(piece.asByteArrayUnsafe(), 0, value, at, length);
      at += length;
    }
    return Optional.of(Bytes.wrap(value));
  }
}
