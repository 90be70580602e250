package io.sluice.cli.server;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.catalog.oauth.OidcIssuer;
import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.ConfigurationException;
import io.sluice.cli.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The OpenID Connect issuers whose tokens the catalog accepts, from a file. */
final class TrustedIssuers {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** One of the file's array. */
  private record Stated(
      @Nullable String issuer,
      @Nullable String audience,
      @Nullable URI jwksUri,
      @Nullable String nameClaim,
      @Nullable String rolesClaim,
      @Nullable Map<String, String> roles) {
    OidcIssuer issuerOf() {
      return new OidcIssuer(
          issuer == null ? "" : issuer,
          audience == null ? "" : audience,
          jwksUri,
          nameClaim == null ? "sub" : nameClaim,
          rolesClaim,
          roles == null ? Map.of() : roles);
    }
  }

  private TrustedIssuers() {}

  static List<OidcIssuer> of(Configuration configuration) {
    return configuration
        .find(Settings.CATALOG_OIDC_ISSUERS)
        .map(file -> read(Path.of(file)))
        .orElse(List.of());
  }

  private static List<OidcIssuer> read(Path file) {
    try {
      return Stream.of(JSON.readValue(file.toFile(), Stated[].class))
          .map(Stated::issuerOf)
          .toList();
    } catch (JacksonException | IllegalArgumentException e) {
      String problem =
          e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage();
      throw refusal("is not an array of issuers: " + problem, file, e);
    } catch (IOException e) {
      throw refusal("cannot be read", file, e);
    }
  }

  private static ConfigurationException refusal(String problem, Path file, Exception e) {
    return new ConfigurationException(
        "%s: %s %s".formatted(Settings.CATALOG_OIDC_ISSUERS.key(), file, problem), e);
  }
}
