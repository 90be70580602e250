package io.sluice.store.rocksdb;

import java.util.ArrayDeque;
import java.util.Deque;
import org.rocksdb.AbstractNativeReference;

/** Objects outside the heap, freed together and in the right order: the latest first. */
final class Natives implements AutoCloseable {
  private final Deque<AbstractNativeReference> objects = new ArrayDeque<>();

  <T extends AbstractNativeReference> T add(T object) {
    objects.push(object);
    return object;
  }

  @Override
  public void close() {
    while (!objects.isEmpty()) {
      objects.pop().close();
    }
  }
}
