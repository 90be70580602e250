package io.sluice.manager.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "plain, plain",
    "a*b?, a*b?",
    "${aws:username}, alice",
    "a${aws:username}b${aws:username}, aalicebalice",
    "${*}${?}${$}, *?$",
    "$ {aws:username}, $ {aws:username}",
    "${$}{aws:username}, ${aws:username}",
  })
  void variablesAreFilledIn(String text, String filled) throws MalformedPolicyException {
    assertThat(Template.parse(text).fill(Map.of(ContextKeys.USER_NAME, "alice"))).contains(filled);
  }

  @Test
  void withoutAValueThereIsNoText() throws MalformedPolicyException {
    assertThat(Template.parse("a${aws:username}").fill(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "${aws:usernme}, unknown variable ${aws:usernme}",
    "${}, unknown variable ${}",
    "'${aws:username, ''x''}', 'unknown variable ${aws:username, ''x''}'",
    "${**}, unknown variable ${**}",
    "a${aws:username, a variable in 'a${aws:username' is not closed",
    "${, a variable in '${' is not closed",
  })
  void whatIsNotKnownIsRefused(String text, String message) {
    assertThatThrownBy(() -> Template.parse(text))
        .isInstanceOf(MalformedPolicyException.class)
        .hasMessage(message);
  }
}
