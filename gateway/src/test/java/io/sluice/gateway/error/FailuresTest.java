package io.sluice.gateway.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.Failure;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a manager refuses is an error of S3, and a known one is never a 500. */
final class FailuresTest {
  private static final Set<Failure.Code> UNFORESEEN =
      EnumSet.of(Failure.Code.UNKNOWN, Failure.Code.INTERNAL, Failure.Code.UNRECOGNIZED);

  @ParameterizedTest
  @EnumSource(Failure.Code.class)
  void onlyWhatNobodyForesawIsAnInternalError(Failure.Code code) {
    S3Error error = Failures.error(code);
    if (UNFORESEEN.contains(code)) {
      assertThat(error).isEqualTo(S3Error.INTERNAL_ERROR);
    } else {
      assertThat(error.status()).isNotEqualTo(500).isBetween(400, 599);
    }
  }

  @Test
  void whatIsOverSoonSaysSo() {
    assertThat(Failures.error(Failure.Code.UNAVAILABLE)).isEqualTo(S3Error.SERVICE_UNAVAILABLE);
    assertThat(Failures.error(Failure.Code.OVERLOADED)).isEqualTo(S3Error.SLOW_DOWN);
    assertThat(Failures.error(Failure.Code.SIGNATURE_MISMATCH))
        .isEqualTo(S3Error.SIGNATURE_DOES_NOT_MATCH);
  }
}
