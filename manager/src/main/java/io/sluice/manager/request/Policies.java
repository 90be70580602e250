package io.sluice.manager.request;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.manager.policy.MalformedPolicyException;
import io.sluice.manager.policy.Policy;
import io.sluice.manager.policy.PolicyParser;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;

/**
 * Parsed policies by their text. The text is read with each request and decides; what is kept here
 * is only the work of parsing it.
 */
final class Policies {
  private static final int MOST = 1_000;

  private final Cache<String, Policy> ofPrincipals =
      Caffeine.newBuilder().maximumSize(MOST).build();
  private final Cache<String, Policy> ofBuckets = Caffeine.newBuilder().maximumSize(MOST).build();

  private interface Parser {
    Policy parse(String document) throws MalformedPolicyException;
  }

  Policy ofPrincipal(String document) {
    return get(ofPrincipals, document, PolicyParser::parseIdentityPolicy);
  }

  Policy ofBucket(String document) {
    return get(ofBuckets, document, PolicyParser::parseBucketPolicy);
  }

  private static Policy get(Cache<String, Policy> cache, String document, Parser parser) {
    return document.isEmpty() ? Policy.NONE : cache.get(document, text -> parse(text, parser));
  }

  private static Policy parse(String document, Parser parser) {
    try {
      return parser.parse(document);
    } catch (MalformedPolicyException e) {
      // it was checked when it was stored
      throw new StoreException(StoreError.CORRUPT, "a stored policy cannot be read", e);
    }
  }
}
