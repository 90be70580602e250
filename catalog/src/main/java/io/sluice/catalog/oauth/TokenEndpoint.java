package io.sluice.catalog.oauth;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.catalog.access.Actors;
import io.sluice.catalog.access.Identity;
import io.sluice.catalog.access.PrincipalRoles;
import io.sluice.catalog.access.RoleSelection;
import io.sluice.catalog.oauth.AccessTokens.Claims;
import io.sluice.catalog.oauth.AccessTokens.Issued;
import io.sluice.catalog.oauth.Clients.Client;
import io.sluice.catalog.oauth.TokenException.Code;
import io.sluice.catalog.record.PrincipalRoleRecord;
import io.sluice.http.Exchange;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import io.sluice.http.Routes.Route;
import io.sluice.manager.principal.PrincipalStore;
import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.secret.UnsealException;
import io.sluice.store.StoreException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Issues access tokens: to clients by their secret (RFC 6749, section 4.4), and for tokens that are
 * about to run out (RFC 8693). Answers are those that Iceberg's OAuth clients read.
 */
public final class TokenEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(TokenEndpoint.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";

  private final AccessTokens tokens;
  private final Actors actors;
  private final PrincipalRoles roles;
  private final Clients clients;
  private final Clock clock;

  public TokenEndpoint(
      AccessTokens tokens,
      Actors actors,
      PrincipalStore principals,
      PrincipalRoles roles,
      AccessKey root,
      Clock clock) {
    this.tokens = tokens;
    this.actors = actors;
    this.roles = roles;
    this.clients = new Clients(principals, root, new GuessLimit(clock));
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        new Route("POST", "/api/catalog/v1/oauth/tokens", (exchange, _) -> handle(exchange)));
  }

  private Response handle(Exchange exchange) throws IOException {
    try {
      return issue(exchange);
    } catch (TokenException e) {
      return refuse(exchange, e);
    } catch (StoreException | ServiceUnavailableException e) {
      LOG.warn("no token can be issued now", e);
      return refuse(exchange, new TokenException(Code.TEMPORARILY_UNAVAILABLE, "try again later"));
    } catch (UnsealException e) {
      LOG.error("a secret cannot be opened with this master key", e);
      return refuse(
          exchange, new TokenException(Code.SERVER_ERROR, "what was stored cannot be read"));
    }
  }

  private Response issue(Exchange exchange) throws IOException {
    Form form = Form.read(exchange);
    String grantType =
        form.get("grant_type")
            .orElseThrow(() -> new TokenException(Code.INVALID_REQUEST, "grant_type is missing"));
    return switch (grantType) {
      case "client_credentials" -> forClient(exchange, form);
      case TOKEN_EXCHANGE -> forToken(exchange, form);
      default ->
          throw new TokenException(
              Code.UNSUPPORTED_GRANT_TYPE, "grant_type is client_credentials or " + TOKEN_EXCHANGE);
    };
  }

  private Response forClient(Exchange exchange, Form form) {
    Client client =
        clients
            .find(exchange.headers(), form, exchange.peer().getAddress())
            .orElseThrow(
                () -> new TokenException(Code.INVALID_CLIENT, "there is no client secret"));
    RoleSelection wanted = parse(form.get("scope").orElse(""));
    requireHeld(client, wanted);
    return answer(client.identity(wanted), wanted);
  }

  private Response forToken(Exchange exchange, Form form) {
    requireType(form.get("subject_token_type").orElse(""));
    form.get("requested_token_type").ifPresent(TokenEndpoint::requireType);
    if (form.get("actor_token").isPresent()) {
      throw new TokenException(Code.INVALID_REQUEST, "nobody can act for another");
    }
    Optional<Client> client = clients.find(exchange.headers(), form, exchange.peer().getAddress());
    String token =
        form.get("subject_token")
            .orElseThrow(
                () -> new TokenException(Code.INVALID_REQUEST, "subject_token is missing"));
    // whoever knows the secret may also exchange a token that has run out
    Claims subject =
        (client.isPresent() ? tokens.read(token) : tokens.verify(token))
            .filter(claims -> client.isEmpty() || client.get().id().equals(claims.accessKeyId()))
            .orElseThrow(TokenEndpoint::badSubject);
    RoleSelection wanted = subject.roles();
    String scope = form.get("scope").orElse("");
    if (!Scopes.isDefault(scope)) {
      wanted = parse(scope);
      if (!Scopes.covers(subject.roles(), wanted)) {
        throw new TokenException(Code.INVALID_SCOPE, "the subject's scope is narrower");
      }
    }
    if (client.isPresent()) {
      requireHeld(client.get(), wanted);
      return answer(client.get().identity(wanted), wanted);
    }
    return answer(narrowed(valid(subject).identity(), wanted), wanted);
  }

  /** As long as the principal is as it was when the token was issued. */
  private Claims valid(Claims subject) {
    try {
      actors.actor(subject.identity(), "");
      return subject;
    } catch (NotAuthorizedException _) {
      throw badSubject();
    }
  }

  private static Identity narrowed(Identity identity, RoleSelection wanted) {
    return switch (identity) {
      case Identity.Root root -> root;
      case Identity.OfPrincipal(String id, var version, _) ->
          new Identity.OfPrincipal(id, version, wanted);
    };
  }

  private static TokenException badSubject() {
    return new TokenException(Code.INVALID_REQUEST, "the subject_token is not valid");
  }

  private static void requireType(String type) {
    if (!type.equals(ACCESS_TOKEN) && !type.equals(JWT)) {
      throw new TokenException(Code.INVALID_REQUEST, "the only type of tokens is " + ACCESS_TOKEN);
    }
  }

  private static RoleSelection parse(String scope) {
    return Scopes.parse(scope)
        .orElseThrow(
            () ->
                new TokenException(
                    Code.INVALID_SCOPE,
                    "a scope is PRINCIPAL_ROLE:ALL or PRINCIPAL_ROLE: and the name of a role"));
  }

  /** A role that the client does not have, or that there is not, is one and the same to it. */
  private void requireHeld(Client client, RoleSelection wanted) {
    if (wanted instanceof RoleSelection.Named(Set<String> names)) {
      Set<String> held =
          switch (client) {
            case Client.Root _ -> Set.of();
            case Client.Principal(var record) ->
                roles.assigned(record).stream()
                    .map(PrincipalRoleRecord::getName)
                    .collect(Collectors.toSet());
          };
      if (!held.containsAll(names)) {
        throw new TokenException(
            Code.INVALID_SCOPE, "the client does not have a principal role of that name");
      }
    }
  }

  private Response answer(Identity identity, RoleSelection wanted) {
    Issued issued = tokens.issue(identity, wanted);
    ObjectNode body = JSON.createObjectNode();
    body.put("access_token", issued.token());
    body.put("token_type", "bearer");
    body.put("expires_in", Duration.between(clock.instant(), issued.expires()).toSeconds());
    body.put("issued_token_type", ACCESS_TOKEN);
    body.put("scope", Scopes.format(wanted));
    return respond(200, Headers.NONE, body);
  }

  private static Response refuse(Exchange exchange, TokenException refusal) {
    ObjectNode body = JSON.createObjectNode();
    body.put("error", refusal.code().name().toLowerCase(Locale.ROOT));
    body.put("error_description", String.valueOf(refusal.getMessage()));
    boolean challenge =
        refusal.code() == Code.INVALID_CLIENT && exchange.headers().contains("Authorization");
    return respond(refusal.code().status(), further(refusal, challenge), body);
  }

  private static Headers further(TokenException refusal, boolean challenge) {
    Headers.Builder headers = Headers.builder();
    if (challenge) {
      headers.add("WWW-Authenticate", "Basic realm=\"sluice\"");
    }
    if (refusal.retryAfter().isPositive()) {
      headers.add("Retry-After", Long.toString(refusal.retryAfter().plusMillis(999).toSeconds()));
    }
    return headers.build();
  }

  private static Response respond(int status, Headers further, ObjectNode body) {
    Headers headers =
        Headers.builder()
            .add("Content-Type", "application/json")
            .add("Cache-Control", "no-store")
            .add("Pragma", "no-cache")
            .addAll(further)
            .build();
    try {
      return Response.of(status, headers, JSON.writeValueAsBytes(body));
    } catch (IOException e) {
      throw new IllegalStateException("what was built can be written", e);
    }
  }
}
