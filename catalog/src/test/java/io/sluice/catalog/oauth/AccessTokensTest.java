package io.sluice.catalog.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.sluice.catalog.access.Identity;
import io.sluice.catalog.access.RoleSelection;
import io.sluice.catalog.access.TestingAccess;
import io.sluice.manager.secret.AccessKey;
import io.sluice.store.Bytes;
import io.sluice.store.Scan;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccessTokensTest {
  private static final Identity ALICE =
      new Identity.OfPrincipal("SLKALICE", OptionalInt.of(3), RoleSelection.All.INSTANCE);
  private static final TokenOptions OPTIONS =
      new TokenOptions(Duration.ofHours(1), Duration.ofDays(30));

  private final TestingAccess access = new TestingAccess();
  private final AccessTokens tokens = tokens(TestingAccess.ROOT);

  private AccessTokens tokens(AccessKey root) {
    return new AccessTokens(
        access.store, root, access.masterKey, OPTIONS, access.clock, access.random);
  }

  @AfterEach
  void end() {
    access.close();
  }

  private String issue(AccessTokens by) {
    return by.issue(ALICE, RoleSelection.All.INSTANCE).token();
  }

  private static String keyId(String token) {
    try {
      return SignedJWT.parse(token).getHeader().getKeyID();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private int keys() {
    // one of the entries says which of the others is the present key
    return access.store.scan(Scan.of(TokenKeys.TABLE, Bytes.EMPTY, 100)).entries().size() - 1;
  }

  @Test
  void aTokenSaysWhoItIsOf() {
    RoleSelection roles = new RoleSelection.Named(Set.of("a", "b"));
    Identity identity = new Identity.OfPrincipal("SLKBOB", OptionalInt.of(7), roles);
    String token = tokens.issue(identity, roles).token();
    assertThat(tokens.verify(token)).map(AccessTokens.Claims::identity).contains(identity);
    // as another manager sees it, which has to read the key
    assertThat(tokens(TestingAccess.ROOT).verify(token))
        .map(AccessTokens.Claims::identity)
        .contains(identity);
  }

  @Test
  void aTokenRunsOut() {
    String token = issue(tokens);
    access.clock.advance(Duration.ofMinutes(59));
    assertThat(tokens.verify(token)).isPresent();
    access.clock.advance(Duration.ofMinutes(1));
    assertThat(tokens.verify(token)).isEmpty();
    assertThat(tokens.read(token)).isPresent();
  }

  @Test
  void theRootsTokenIsVoidWhereTheRootHasAnotherSecret() {
    String token = tokens.issue(Identity.Root.INSTANCE, RoleSelection.All.INSTANCE).token();
    assertThat(tokens.verify(token))
        .map(AccessTokens.Claims::identity)
        .contains(Identity.Root.INSTANCE);
    AccessKey changed = new AccessKey(TestingAccess.ROOT.id(), "another-secret");
    assertThat(tokens(changed).verify(token)).isEmpty();
    AccessKey renamed = new AccessKey("other-root", TestingAccess.ROOT.secret());
    assertThat(tokens(renamed).verify(token)).isEmpty();
  }

  @Test
  void twoManagersOnOneStoreAgreeAboutKeys() throws Exception {
    List<Callable<String>> issuing = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      AccessTokens manager = tokens(TestingAccess.ROOT);
      issuing.add(() -> issue(manager));
    }
    Set<String> keyIds = new TreeSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> token : threads.invokeAll(issuing)) {
        keyIds.add(keyId(token.get()));
        assertThat(tokens.verify(token.get())).isPresent();
      }
    }
    assertThat(keyIds).hasSize(1);
    assertThat(keys()).isEqualTo(1);
  }

  @Test
  void keysAreReplacedAndOldOnesVerifyUntilTheirTokensHaveRunOut() {
    AccessTokens other = tokens(TestingAccess.ROOT);
    String first = issue(tokens);
    assertThat(keyId(issue(other))).isEqualTo(keyId(first));

    access.clock.advance(OPTIONS.keyLifetime().minusMinutes(10));
    String last = issue(tokens);
    assertThat(keyId(last)).isEqualTo(keyId(first));

    access.clock.advance(Duration.ofMinutes(10));
    String next = issue(other);
    assertThat(keyId(next)).isNotEqualTo(keyId(first));
    assertThat(keyId(issue(tokens))).isEqualTo(keyId(next));
    assertThat(tokens.verify(next)).isPresent();
    assertThat(tokens.verify(last)).isPresent();
    assertThat(tokens(TestingAccess.ROOT).verify(last)).isPresent();
    assertThat(keys()).isEqualTo(2);

    access.clock.advance(OPTIONS.keyLifetime());
    issue(tokens);
    assertThat(keys()).isEqualTo(2);
    access.clock.advance(OPTIONS.keyLifetime());
    issue(tokens);
    assertThat(keys()).as("no more than are of use").isEqualTo(2);
  }

  @Test
  void nothingThatOthersMakeIsTaken() throws Exception {
    String token = issue(tokens);
    String keyId = keyId(token);
    JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
    ECKey foreign = new ECKeyGenerator(Curve.P_256).generate();
    String[] parts = token.split("\\.", -1);

    assertRefused("not a token", "nonsense");
    assertRefused("empty", "");
    assertRefused("no algorithm", new PlainJWT(claims).serialize());
    assertRefused(
        "no algorithm but the signature of another",
        encode("{\"alg\":\"none\",\"kid\":\"%s\",\"typ\":\"at+jwt\"}".formatted(keyId))
            + "."
            + parts[1]
            + "."
            + parts[2]);
    assertRefused("no signature", parts[0] + "." + parts[1] + ".");
    assertRefused("a signature of zeros", parts[0] + "." + parts[1] + "." + zeros());
    assertRefused("another's key", sign(keyId, claims, new ECDSASigner(foreign)));
    assertRefused(
        "another's key that it names itself",
        sign("0".repeat(32), claims, new ECDSASigner(foreign)));
    assertRefused("a name that is none", sign("../current", claims, new ECDSASigner(foreign)));
    assertRefused("the name of no key", sign("current", claims, new ECDSASigner(foreign)));
    assertRefused(
        "an HMAC with what is public",
        sign(
            new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(keyId)
                .build(),
            claims,
            new MACSigner("0".repeat(64))));
    assertRefused(
        "other claims under a good signature",
        parts[0]
            + "."
            + encode(new JWTClaimsSet.Builder(claims).subject("SLKBOB").build().toString())
            + "."
            + parts[2]);
    assertRefused("a longer one than there are", token + "x".repeat(9_000));
    assertThat(tokens.verify(token)).isPresent();
  }

  @Test
  void aGoodSignatureOfOtherClaimsIsNotEnough() throws Exception {
    String token = issue(tokens);
    JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
    TokenKeys keys =
        new TokenKeys(access.store, access.masterKey, OPTIONS, access.clock, access.random);
    String keyId = keys.signing().id();
    JWSSigner signer = keys.signing().signer();
    assertThat(tokens.verify(sign(keyId, claims, signer))).isPresent();
    assertRefused(
        "another audience",
        sign(keyId, new JWTClaimsSet.Builder(claims).audience("other").build(), signer));
    assertRefused(
        "another issuer",
        sign(keyId, new JWTClaimsSet.Builder(claims).issuer("other").build(), signer));
    assertRefused(
        "no end",
        sign(keyId, new JWTClaimsSet.Builder(claims).expirationTime(null).build(), signer));
    assertRefused(
        "run out",
        sign(
            keyId,
            new JWTClaimsSet.Builder(claims)
                .expirationTime(Date.from(access.clock.instant()))
                .build(),
            signer));
    assertRefused(
        "a root without proof",
        sign(
            keyId,
            new JWTClaimsSet.Builder(claims)
                .subject(TestingAccess.ROOT.id())
                .claim("secret_version", null)
                .claim("root_proof", "AAAA")
                .build(),
            signer));
    assertRefused(
        "another kind of token",
        sign(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).build(), claims, signer));
  }

  private void assertRefused(String why, String token) {
    assertThat(tokens.verify(token)).as(why).isEmpty();
  }

  private static String sign(String keyId, JWTClaimsSet claims, JWSSigner signer)
      throws JOSEException {
    return sign(
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType("at+jwt"))
            .keyID(keyId)
            .build(),
        claims,
        signer);
  }

  private static String sign(JWSHeader header, JWTClaimsSet claims, JWSSigner signer)
      throws JOSEException {
    SignedJWT jwt = new SignedJWT(header, claims);
    jwt.sign(signer);
    return jwt.serialize();
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String zeros() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
  }
}
