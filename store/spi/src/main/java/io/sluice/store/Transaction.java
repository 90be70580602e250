package io.sluice.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Conditions and mutations that take effect together or not at all. It touches at most {@link
 * Limits#TRANSACTION_ITEMS} keys, each with at most one condition and at most one mutation.
 */
public record Transaction(List<Condition> conditions, List<Mutation> mutations) {
  public Transaction {
    conditions = List.copyOf(conditions);
    mutations = List.copyOf(mutations);
    Set<Key> conditioned = HashSet.newHashSet(conditions.size());
    for (Condition condition : conditions) {
      if (!conditioned.add(condition.key())) {
        throw new IllegalArgumentException("two conditions on " + condition.key());
      }
    }
    Map<Key, Mutation> mutated = HashMap.newHashMap(mutations.size());
    for (Mutation mutation : mutations) {
      if (mutated.put(mutation.key(), mutation) != null) {
        throw new IllegalArgumentException("two mutations of " + mutation.key());
      }
    }
    conditioned.addAll(mutated.keySet());
    if (conditioned.isEmpty() || conditioned.size() > Limits.TRANSACTION_ITEMS) {
      throw new IllegalArgumentException(
          "a transaction touches 1 to %d keys, not %d"
              .formatted(Limits.TRANSACTION_ITEMS, conditioned.size()));
    }
  }

  /** The bytes of all names and values, which count towards {@link Limits#transactionBytes()}. */
  public long sizeBytes() {
    long size = 0;
    for (Condition condition : conditions) {
      size += condition.key().name().length();
    }
    for (Mutation mutation : mutations) {
      size += mutation.key().name().length();
      if (mutation instanceof Mutation.Put put) {
        size += put.value().length();
      }
    }
    return size;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects the parts of a transaction in any order. */
  public static final class Builder {
    private final List<Condition> conditions = new ArrayList<>();
    private final List<Mutation> mutations = new ArrayList<>();

    private Builder() {}

    public Builder requireAbsent(Key key) {
      conditions.add(new Condition.Absent(key));
      return this;
    }

    public Builder requirePresent(Key key) {
      conditions.add(new Condition.Present(key));
      return this;
    }

    public Builder requireUnchanged(Key key, long revision) {
      conditions.add(new Condition.Unchanged(key, revision));
      return this;
    }

    public Builder put(Key key, Bytes value) {
      mutations.add(new Mutation.Put(key, value));
      return this;
    }

    public Builder delete(Key key) {
      mutations.add(new Mutation.Delete(key));
      return this;
    }

    public Transaction build() {
      return new Transaction(conditions, mutations);
    }
  }
}
