package io.sluice.gateway.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
  // 49
  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=0-9, 0, 10",
    "bytes=9-9, 9, 1",
    "bytes=3-, 3, 7",
    "bytes=0-, 0, 10",
    "bytes=-1, 9, 1",
    "bytes=-10, 0, 10",
    "bytes=-11, 0, 10",
    "bytes=0-999999, 0, 10",
    "bytes=007-008, 7, 2",
    "bytes=5-9223372036854775807, 5, 5",
    "bytes=5-99999999999999999999999999, 5, 5",
    "bytes=-99999999999999999999999999, 0, 10",
    "bytes=0000000000000000000000000000001-2, 1, 2"
  })
  void aRangeIsWhatThereIsOfIt(String header, long offset, long length) {
    assertThat(ByteRange.Asked.parse(header).orElseThrow().of(10))
        .isEqualTo(new ByteRange(offset, length));
  }

  // 47
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=1",
        "bytes=5-4",
        "bytes=0-1,3-4",
        "bytes=0-1,",
        "items=0-1",
        "0-1",
        "bytes:0-1",
        "bytes=--1",
        "bytes=1--2",
        "bytes=+1-2",
        "bytes=1-2-3",
        "bytes=0x1-2",
        "bytes=1.5-2"
      })
  void whatIsNoSingleRangeOfBytesIsNotThere(String header) {
    assertThat(ByteRange.Asked.parse(header)).isEmpty();
  }

  // 48
  @ParameterizedTest
  @CsvSource({
    "bytes=10-, 10",
    "bytes=10-20, 10",
    "bytes=-0, 10",
    "bytes=0-0, 0",
    "bytes=0-, 0",
    "bytes=-5, 0",
    "bytes=99999999999999999999999999-, 10"
  })
  void aRangeOfNothingIsInvalid(String header, long size) {
    assertThatThrownBy(() -> ByteRange.Asked.parse(header).orElseThrow().of(size))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.error()).isEqualTo(S3Error.INVALID_RANGE);
              assertThat(e.fields())
                  .containsExactly(
                      new S3Exception.Detail("RangeRequested", header),
                      new S3Exception.Detail("ActualObjectSize", Long.toString(size)));
            });
  }
}
