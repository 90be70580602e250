package io.sluice.catalog.rest;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.sluice.http.Exchange;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTRequest;
import org.apache.iceberg.rest.RESTSerializers;

/** Reads and writes what the specification calls requests and responses. */
final class Json {
  private static final ObjectMapper MAPPER = mapper();

  private Json() {}

  private static ObjectMapper mapper() {
    ObjectMapper mapper = new ObjectMapper();
    mapper.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
    mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    mapper.setPropertyNamingStrategy(new PropertyNamingStrategies.KebabCaseStrategy());
    RESTSerializers.registerAll(mapper);
    return mapper;
  }

  /** The whole body of a request. */
  static byte[] body(Exchange exchange, int maxBytes) throws IOException {
    if (exchange.contentLength().orElse(0) > maxBytes) {
      throw new TooLargeException(maxBytes);
    }
    byte[] body = exchange.body().readNBytes(maxBytes + 1);
    if (body.length > maxBytes) {
      throw new TooLargeException(maxBytes);
    }
    return body;
  }

  static <T extends RESTRequest> T read(byte[] body, Class<T> type) {
    try {
      T request = MAPPER.readValue(body, type);
      if (request == null) {
        throw new BadRequestException("the body is null");
      }
      request.validate();
      return request;
    } catch (JsonProcessingException e) {
      throw new BadRequestException("the body cannot be read: %s", e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException | IllegalStateException | NullPointerException e) {
      throw new BadRequestException("the body cannot be read: %s", e.getMessage());
    }
  }

  static byte[] bytes(Object response) {
    try {
      return MAPPER.writeValueAsBytes(response);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Response response(int status, byte[] body) {
    return Response.of(status, Headers.of("Content-Type", "application/json"), body);
  }

  static Response ok(Object response) {
    return response(200, bytes(response));
  }

  /** A body is longer than it may be. */
  static final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLargeException(int maxBytes) {
      super("the body is longer than %d bytes".formatted(maxBytes), null, false, false);
    }
  }
}
