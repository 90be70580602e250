package io.sluice.catalog.oauth;

import io.sluice.catalog.access.Identity;
import io.sluice.catalog.access.RoleSelection;
import io.sluice.catalog.oauth.TokenException.Code;
import io.sluice.http.Headers;
import io.sluice.manager.principal.PrincipalStore;
import io.sluice.manager.record.PrincipalRecord;
import io.sluice.manager.request.Versioned;
import io.sluice.manager.secret.AccessKey;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Who asks for a token, by client id and secret: those of the S3 access key. */
final class Clients {
  private static final String BASIC = "basic ";

  /** A client that has proven who it is. */
  sealed interface Client {
    String id();

    Identity identity(RoleSelection roles);

    record Root(String id) implements Client {
      @Override
      public Identity identity(RoleSelection roles) {
        return Identity.Root.INSTANCE;
      }
    }

    record Principal(PrincipalRecord record) implements Client {
      @Override
      public String id() {
        return record.getAccessKeyId();
      }

      @Override
      public Identity identity(RoleSelection roles) {
        return new Identity.OfPrincipal(id(), OptionalInt.of(record.getSecretVersion()), roles);
      }
    }
  }

  private record Credentials(String id, String secret) {
    @Override
    public String toString() {
      return "Credentials[masked]";
    }
  }

  private final PrincipalStore principals;
  private final AccessKey root;
  private final GuessLimit limit;

  Clients(PrincipalStore principals, AccessKey root, GuessLimit limit) {
    this.principals = principals;
    this.root = root;
    this.limit = limit;
  }

  /**
   * The client that a request names, in its header or its body; empty if it names none.
   *
   * @param from where the request comes from
   * @throws TokenException if it is not who it says, or too many wrong secrets have come
   */
  Optional<Client> find(Headers headers, Form form, InetAddress from) {
    return credentials(headers, form).map(given -> authenticate(given, from));
  }

  private Client authenticate(Credentials given, InetAddress from) {
    Duration wait = limit.toWait(given.id(), from);
    if (wait.isPositive()) {
      throw new TokenException(wait);
    }
    try {
      Client client = authenticate(given);
      limit.right(given.id(), from);
      return client;
    } catch (TokenException e) {
      limit.wrong(given.id(), from, given.secret());
      throw e;
    }
  }

  private static Optional<Credentials> credentials(Headers headers, Form form) {
    Optional<Credentials> inBody =
        form.get("client_secret")
            .map(secret -> new Credentials(form.get("client_id").orElse(""), secret));
    Optional<Credentials> inHeader = basic(headers);
    if (inBody.isPresent() && inHeader.isPresent() && !inBody.equals(inHeader)) {
      throw new TokenException(
          Code.INVALID_REQUEST, "the client is named in the header and differently in the body");
    }
    return inHeader.or(() -> inBody);
  }

  private static Optional<Credentials> basic(Headers headers) {
    List<String> values = headers.all("Authorization");
    if (values.size() > 1) {
      throw new TokenException(Code.INVALID_REQUEST, "there are two Authorization headers");
    }
    if (values.isEmpty() || !values.getFirst().toLowerCase(Locale.ROOT).startsWith(BASIC)) {
      return Optional.empty();
    }
    try {
      byte[] decoded =
          Base64.getDecoder().decode(values.getFirst().substring(BASIC.length()).strip());
      String[] parts = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
      if (parts.length == 2) {
        return Optional.of(new Credentials(parts[0], parts[1]));
      }
    } catch (IllegalArgumentException _) {
      // answered below
    }
    throw new TokenException(Code.INVALID_REQUEST, "the Authorization header is malformed");
  }

  private Client authenticate(Credentials given) {
    if (given.id().equals(root.id())) {
      if (MessageDigest.isEqual(bytes(given.secret()), bytes(root.secret()))) {
        return new Client.Root(root.id());
      }
      throw unknown();
    }
    PrincipalRecord principal =
        Optional.of(given.id())
            .filter(AccessKey::isId)
            .flatMap(principals::find)
            .map(Versioned::record)
            .orElseThrow(Clients::unknown);
    if (!matches(principal, given.secret()) || !principal.getEnabled()) {
      throw unknown();
    }
    return new Client.Principal(principal);
  }

  /** Clients may encode what they send in the header as in a form (RFC 6749, section 2.3.1). */
  private boolean matches(PrincipalRecord principal, String secret) {
    return principals.verifies(principal, secret)
        || (secret.contains("%") && principals.verifies(principal, Form.decode(secret)));
  }

  private static TokenException unknown() {
    return new TokenException(Code.INVALID_CLIENT, "client id or secret is wrong");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
