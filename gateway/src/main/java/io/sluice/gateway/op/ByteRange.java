package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import java.util.Optional;

/**
 * A part of an object: so many bytes from a place on.
 *
 * <p>Follows RFC 9110, section 14, as S3 does: one range only, and anything else is not there.
 */
record ByteRange(long offset, long length) {
  private static final String UNIT = "bytes=";

  /** What stands in a Range header, before it is known how long the object is. */
  record Asked(String header, long first, long last) {
    private static final long OPEN = -1;

    /**
     * Empty where it is malformed, several ranges, or in another unit: then there is no such
     * header.
     */
    static Optional<Asked> parse(String header) {
      String text = header.strip();
      int hyphen = text.indexOf('-');
      if (!text.startsWith(UNIT) || hyphen < 0) {
        return Optional.empty();
      }
      Optional<Long> first = number(text.substring(UNIT.length(), hyphen).strip());
      Optional<Long> last = number(text.substring(hyphen + 1).strip());
      if (first.isEmpty() || last.isEmpty()) {
        return Optional.empty();
      }
      Asked asked = new Asked(header, first.get(), last.get());
      boolean nothing = asked.first == OPEN && asked.last == OPEN;
      boolean backwards = asked.first != OPEN && asked.last != OPEN && asked.last < asked.first;
      return nothing || backwards ? Optional.empty() : Optional.of(asked);
    }

    private static Optional<Long> number(String text) {
      if (text.isEmpty()) {
        return Optional.of(OPEN);
      }
      if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Optional.empty();
      }
      String digits = text.replaceFirst("^0+(?=.)", "");
      // what is longer is behind every end
      return Optional.of(digits.length() > 18 ? Long.MAX_VALUE - 1 : Long.parseLong(digits));
    }

    /**
     * What it is of an object of this size.
     *
     * @throws S3Exception InvalidRange if that is nothing
     */
    ByteRange of(long size) {
      long from = first == OPEN ? Math.max(0, size - last) : first;
      long to = first == OPEN || last == OPEN ? size - 1 : Math.min(last, size - 1);
      if (from >= size || to < from) {
        throw new S3Exception(S3Error.INVALID_RANGE)
            .with("RangeRequested", header)
            .with("ActualObjectSize", Long.toString(size))
            .withHeader("Content-Range", "bytes */" + size);
      }
      return new ByteRange(from, to - from + 1);
    }
  }

  String contentRange(long size) {
    return "bytes %d-%d/%d".formatted(offset, offset + length - 1, size);
  }
}
