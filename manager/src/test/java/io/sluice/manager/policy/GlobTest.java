package io.sluice.manager.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  private static final Map<String, String> ALICE = Map.of(ContextKeys.USER_NAME, "alice");

  private static boolean matches(String pattern, String text, Map<String, String> context) {
    try {
      return Glob.parse(pattern).matches(text, context);
    } catch (MalformedPolicyException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', true",
    "'', a, false",
    "a, a, true",
    "a, '', false",
    "a, A, false",
    "a, aa, false",
    "*, '', true",
    "*, anything/at:all, true",
    "a*, a, true",
    "a*, abc, true",
    "a*, ba, false",
    "*c, abc, true",
    "*c, abcd, false",
    "a*c, ac, true",
    "a*c, abcbc, true",
    "a*c, abcb, false",
    "**, a, true",
    "a**b, ab, true",
    "?, a, true",
    "?, '', false",
    "?, ab, false",
    "a?c, abc, true",
    "a?c, ac, false",
    "*?, a, true",
    "*?, '', false",
    "?*, ab, true",
    "*a?b*, xxaybzz, true",
    "*a?b*, xxabzz, false",
    "a.c, abc, false",
    "a+, aa, false",
    "[a], a, false",
    "arn:aws:s3:::bucket/*, arn:aws:s3:::bucket/a/b, true",
    "arn:aws:s3:::bucket/*, arn:aws:s3:::bucket, false",
    "arn:aws:s3:::bucket*, arn:aws:s3:::bucket2/a, true",
  })
  void starsAndQuestionMarksAreWild(String pattern, String text, boolean matches) {
    assertThat(matches(pattern, text, Map.of())).isEqualTo(matches);
  }

  @Test
  void aQuestionMarkIsOneCharacterHoweverLongItIs() {
    assertThat(matches("?", "\uD83D\uDE00", Map.of())).isTrue();
    assertThat(matches("??", "\uD83D\uDE00", Map.of())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "home/${aws:username}/*, home/alice/x, true",
    "home/${aws:username}/*, home/bob/x, false",
    "home/${AWS:UserName}/*, home/alice/x, true",
    "${aws:username}, alice, true",
    "*${aws:username}*, malice, true",
    "${*}, *, true",
    "${*}, a, false",
    "${?}, ?, true",
    "${?}, a, false",
    "${$}{x}, ${x}, true",
    "$, $, true",
    "{, {, true",
  })
  void variablesStandForTheirValues(String pattern, String text, boolean matches) {
    assertThat(matches(pattern, text, ALICE)).isEqualTo(matches);
  }

  @Test
  void whatAVariableStandsForIsTakenLiterally() {
    Map<String, String> star = Map.of(ContextKeys.USER_NAME, "*");

    assertThat(matches("home/${aws:username}", "home/alice", star)).isFalse();
    assertThat(matches("home/${aws:username}", "home/*", star)).isTrue();
    assertThat(
            matches(
                "${aws:username}",
                "${aws:sourceip}",
                Map.of(ContextKeys.USER_NAME, "${aws:sourceip}")))
        .isTrue();
  }

  @Test
  void aVariableWithoutValueMatchesNothing() {
    assertThat(matches("*${aws:username}*", "anything", Map.of())).isFalse();
    assertThat(matches("${aws:username}", "", Map.of())).isFalse();
  }

  @Test
  @Timeout(10)
  void manyStarsDoNotTakeForEver() {
    assertThat(matches("*a".repeat(500) + "b", "a".repeat(1_000), Map.of())).isFalse();
  }
}
