package io.sluice.bench.load;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where requests come from; asked by one thread. */
@FunctionalInterface
public interface RequestSource {
  /** The next one, or null when there is none any more. */
  @Nullable Request next();

  /** Each once, in order. */
  static RequestSource once(Iterable<Request> requests) {
    Iterator<Request> remaining = requests.iterator();
    return () -> remaining.hasNext() ? remaining.next() : null;
  }

  /** In order, and from the beginning again, without end. */
  static RequestSource cycle(List<Request> requests) {
    return new RequestSource() {
      private int position;

      @Override
      public Request next() {
        Request request = requests.get(position);
        position = position + 1 == requests.size() ? 0 : position + 1;
        return request;
      }
    };
  }
}
