package io.sluice.gateway.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** Says what an answer must be. */
public final class AnswerAssert extends AbstractAssert<AnswerAssert, Answer> {
  /** What every error has besides its own fields. */
  private static final List<String> COMMON =
      List.of("Code", "Message", "Resource", "RequestId", "HostId");

  private AnswerAssert(@Nullable Answer actual) {
    super(actual, AnswerAssert.class);
  }

  public static AnswerAssert assertThat(Answer actual) {
    return new AnswerAssert(actual);
  }

  public AnswerAssert hasStatus(int status) {
    Assertions.assertThat(actual.status()).as(actual::text).isEqualTo(status);
    return this;
  }

  /** Success, with a body that is this. */
  public AnswerAssert hasBody(byte[] body) {
    Assertions.assertThat(Arrays.equals(actual.body(), body))
        .as("%d bytes of body are the %d expected", actual.body().length, body.length)
        .isTrue();
    return this;
  }

  public AnswerAssert hasBody(String body) {
    Assertions.assertThat(actual.text()).isEqualTo(body);
    return this;
  }

  public AnswerAssert hasNoBody() {
    Assertions.assertThat(actual.body()).isEmpty();
    return this;
  }

  public AnswerAssert hasHeader(String name, String value) {
    Assertions.assertThat(actual.header(name)).as(name).isEqualTo(value);
    return this;
  }

  public AnswerAssert hasNoHeader(String name) {
    Assertions.assertThat(actual.has(name)).as(name).isFalse();
    return this;
  }

  /** A proper error of S3: its status and code, its form, and headers and document that agree. */
  public AnswerAssert isError(int status, String code) {
    hasStatus(status);
    hasHeader("Content-Type", "application/xml");
    Xml error = actual.xml();
    Assertions.assertThat(error.name()).isEqualTo("Error");
    Assertions.assertThat(error.text("Code")).as(actual::text).isEqualTo(code);
    Assertions.assertThat(error.text("Message")).isNotBlank();
    Assertions.assertThat(error.text("RequestId")).isEqualTo(actual.header("x-amz-request-id"));
    Assertions.assertThat(error.text("HostId")).isEqualTo(actual.header("x-amz-id-2"));
    Assertions.assertThat(error.has("Resource")).isTrue();
    return this;
  }

  public AnswerAssert hasMessage(String message) {
    Assertions.assertThat(actual.xml().text("Message")).isEqualTo(message);
    return this;
  }

  public AnswerAssert hasMessageWith(String part) {
    Assertions.assertThat(actual.xml().text("Message")).contains(part);
    return this;
  }

  /** These fields besides those that every error has, and no others: names and values in turn. */
  public AnswerAssert hasFields(String... namesAndValues) {
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      expected.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    Map<String, String> own = new TreeMap<>();
    for (Xml field : actual.xml().children()) {
      if (!COMMON.contains(field.name())) {
        own.put(field.name(), field.text());
      }
    }
    Assertions.assertThat(own).isEqualTo(expected);
    return this;
  }

  /** Exactly these fields besides those that every error has, whatever is in them. */
  public AnswerAssert hasFieldNames(String... names) {
    List<String> own = new ArrayList<>();
    for (Xml field : actual.xml().children()) {
      if (!COMMON.contains(field.name())) {
        own.add(field.name());
      }
    }
    Assertions.assertThat(own).containsExactlyInAnyOrder(names);
    return this;
  }
}
