package io.sluice.credentials.bench;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** One thing for each variant. */
record PerVariant<T>(Map<Variant, T> things) {
  static <T> PerVariant<T> make(Function<Variant, T> maker) {
    Map<Variant, T> things = new EnumMap<>(Variant.class);
    for (Variant variant : Variant.values()) {
      things.put(variant, maker.apply(variant));
    }
    return new PerVariant<>(things);
  }

  T of(Variant variant) {
    return requireNonNull(things.get(variant));
  }

  void forEach(Consumer<T> action) {
    things.values().forEach(action);
  }

  Stream<T> stream() {
    return things.values().stream();
  }
}
