package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.http.Routes.Route;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RoutesTest {
  private static final Routes.Fallback FALLBACK =
      new Routes.Fallback() {
        @Override
        public Response notFound(Exchange exchange) {
          return Response.empty(404, Headers.NONE);
        }

        @Override
        public Response methodNotAllowed(Exchange exchange, Headers allow) {
          return Response.empty(405, allow);
        }

        @Override
        public Response reject(Rejection rejection) {
          return Response.empty(400, Headers.of("Rejection", rejection.name()));
        }
      };

  private final Routes routes =
      new Routes(
          List.of(
              route("GET", "/"),
              route("GET", "/v1/{prefix}/tables"),
              route("POST", "/v1/{prefix}/tables"),
              route("GET", "/v1/{prefix}/tables/{table}"),
              route("GET", "/v1/{prefix}/tables/latest"),
              route("DELETE", "/v1/main/tables/{table}"),
              route("GET", "/v1/config/")),
          FALLBACK);

  private static Route route(String method, String template) {
    return new Route(
        method,
        template,
        (_, parameters) -> {
          Headers.Builder headers = Headers.builder().add("Route", method + " " + template);
          for (String name : new String[] {"prefix", "table"}) {
            if (template.contains("{" + name + "}")) {
              headers.add(name, parameters.raw(name));
            }
          }
          return Response.empty(200, headers.build());
        });
  }

  private Response answer(String method, String path) throws IOException {
    return routes.handle(new TestingExchange(method, path));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/,GET /",
    "GET,/v1/a/tables,GET /v1/{prefix}/tables",
    "POST,/v1/a/tables,POST /v1/{prefix}/tables",
    "GET,/v1/a/tables/t,GET /v1/{prefix}/tables/{table}",
    "GET,/v1/a/tables/latest,GET /v1/{prefix}/tables/latest",
    "GET,/v1/main/tables/t,GET /v1/{prefix}/tables/{table}",
    "DELETE,/v1/main/tables/latest,DELETE /v1/main/tables/{table}",
    "GET,/v1/config/,GET /v1/config/"
  })
  void mostLiteralRouteOfTheMethodAnswers(String method, String path, String route)
      throws IOException {
    assertThat(answer(method, path).headers().first("Route")).isEqualTo(route);
  }

  @Test
  void parametersAreTheSegmentsAsTheyWereSent() throws IOException {
    Response response = answer("GET", "/v1/a%2Fb+c/tables/%1f..");
    assertThat(response.headers().first("prefix")).isEqualTo("a%2Fb+c");
    assertThat(response.headers().first("table")).isEqualTo("%1f..");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1",
        "/v1//tables",
        "/v1/a/tables/",
        "/v1/a/tables/t/",
        "//",
        "/V1/a/tables",
        "*",
        "/v1/config"
      })
  void unknownPathIsNotFound(String path) throws IOException {
    assertThat(answer("GET", path).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,/v1/a/tables,'GET, POST'",
    "HEAD,/,GET",
    "PUT,/v1/main/tables/t,'DELETE, GET'",
    "get,/,GET"
  })
  void knownPathNamesTheMethodsThatItAllows(String method, String path, String allow)
      throws IOException {
    Response response = answer(method, path);
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.headers().first("Allow")).isEqualTo(allow);
  }

  @Test
  void rejectionsGoToTheFallback() {
    assertThat(routes.reject(Rejection.MALFORMED).headers().first("Rejection"))
        .isEqualTo("MALFORMED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "/{a", "/a}", "/{}", "/a{b}", "/{a}{b}", "/{a}/{a}"})
  void malformedTemplateIsRefused(String template) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Routes(List.of(route("GET", template)), FALLBACK));
  }

  @Test
  void twoRoutesOfOneFormAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Routes(List.of(route("GET", "/{a}/b"), route("GET", "/{c}/b")), FALLBACK));
  }

  @ParameterizedTest
  @CsvSource({
    "abc,abc",
    "a+b,a+b",
    "%61%2F%2f,a//",
    "%C3%A4,\u00e4",
    "\u00c3\u00a4,\u00e4",
    "%1F,'\u001f'",
    "%25,%"
  })
  void percentEncodingIsUndoneOnRequest(String raw, String decoded) {
    assertThat(PathParameters.decode(raw)).isEqualTo(Optional.of(decoded));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%zz", "a%", "%C3", "%FF", "\u00e4", "%C0%80", "%ED%A0%80"})
  void whatIsNotProperPercentEncodingOfUtf8HasNoMeaning(String raw) {
    assertThat(PathParameters.decode(raw)).isEmpty();
  }

  @Test
  void nameThatTheTemplateDoesNotHaveIsAMistake() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PathParameters(List.of("a", "b")).raw("c"));
  }
}
