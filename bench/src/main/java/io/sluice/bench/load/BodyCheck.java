package io.sluice.bench.load;

import io.sluice.bench.load.Expected.Content;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Looks at a body while it comes, and keeps nothing of it. */
final class BodyCheck {
  private final Content expected;
  private final CRC32C crc = new CRC32C();
  private final byte[] sought;
  private int matched;
  private int found;
  private long length;

  BodyCheck(Content expected) {
    this.expected = expected;
    this.sought =
        expected instanceof Content.Occurrences occurrences
            ? occurrences.text().getBytes(StandardCharsets.UTF_8)
            : new byte[0];
  }

  void take(ByteBuffer bytes) {
    length += bytes.remaining();
    switch (expected) {
      case Content.Any _ -> {}
      case Content.Crc32c _ -> crc.update(bytes);
      case Content.Occurrences _ -> count(bytes);
    }
  }

  private void count(ByteBuffer bytes) {
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      byte b = bytes.get(i);
      if (b == sought[matched]) {
        matched++;
        if (matched == sought.length) {
          matched = 0;
          found++;
        }
      } else {
        matched = b == sought[0] ? 1 : 0;
      }
    }
  }

  long length() {
    return length;
  }

  /** What is wrong with the body, now that it has ended; empty where nothing is. */
  Optional<String> fault() {
    return switch (expected) {
      case Content.Any _ -> Optional.empty();
      case Content.Crc32c(int value) ->
          value == (int) crc.getValue()
              ? Optional.empty()
              : Optional.of("the body's CRC32C is another");
      case Content.Occurrences(String text, int count) ->
          count == found
              ? Optional.empty()
              : Optional.of("%s is there %d times, not %d".formatted(text, found, count));
    };
  }
}
