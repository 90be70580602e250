package io.sluice.manager.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.manager.policy.Statement.Effect;
import io.sluice.manager.policy.Statement.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Reads policy documents strictly: what it does not know it refuses, for it might have been a
 * restriction.
 */
public final class PolicyParser {
  /** How long a document may be, in characters. */
  public static final int MAX_LENGTH = 20 << 10;

  private static final String ACCOUNT_ROOT = "arn:aws:iam::";
  private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");
  private static final Set<String> POLICY_FIELDS = Set.of("Version", "Id", "Statement");
  private static final Set<String> STATEMENT_FIELDS =
      Set.of(
          "Sid",
          "Effect",
          "Principal",
          "NotPrincipal",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Condition");
  private static final String IF_EXISTS = "IfExists";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private PolicyParser() {}

  /** Reads the policy of a principal or a session, whose statements name no principal. */
  public static Policy parseIdentityPolicy(String document) throws MalformedPolicyException {
    return parse(document, false);
  }

  /** Reads the policy of a bucket, whose statements each say whom they are about. */
  public static Policy parseBucketPolicy(String document) throws MalformedPolicyException {
    return parse(document, true);
  }

  private static Policy parse(String document, boolean ofBucket) throws MalformedPolicyException {
    if (document.length() > MAX_LENGTH) {
      throw new MalformedPolicyException(
          "the policy has %d characters; at most %d are allowed"
              .formatted(document.length(), MAX_LENGTH));
    }
    JsonNode root;
    try {
      root = JSON.readTree(document);
    } catch (JsonProcessingException e) {
      throw new MalformedPolicyException("the policy is not valid JSON: " + e.getOriginalMessage());
    }
    if (root == null || !root.isObject()) {
      throw new MalformedPolicyException("the policy is not a JSON object");
    }
    requireKnownFields(root, POLICY_FIELDS, "the policy");
    JsonNode version = root.path("Version");
    if (!version.isMissingNode() && !VERSIONS.contains(version.asText())) {
      throw new MalformedPolicyException("Version must be 2012-10-17");
    }
    JsonNode statements = root.path("Statement");
    if (statements.isObject()) {
      return new Policy(List.of(parseStatement(statements, ofBucket)));
    }
    if (!statements.isArray() || statements.isEmpty()) {
      throw new MalformedPolicyException("the policy has no Statement");
    }
    List<Statement> parsed = new ArrayList<>();
    for (JsonNode statement : statements) {
      parsed.add(parseStatement(statement, ofBucket));
    }
    return new Policy(parsed);
  }

  private static Statement parseStatement(JsonNode node, boolean ofBucket)
      throws MalformedPolicyException {
    if (!node.isObject()) {
      throw new MalformedPolicyException("a Statement is not a JSON object");
    }
    requireKnownFields(node, STATEMENT_FIELDS, "a Statement");
    Effect effect =
        switch (node.path("Effect").asText()) {
          case "Allow" -> Effect.ALLOW;
          case "Deny" -> Effect.DENY;
          default -> throw new MalformedPolicyException("Effect must be Allow or Deny");
        };
    Names principals = Names.ALL;
    if (ofBucket) {
      principals = parsePrincipals(node);
    } else if (node.has("Principal") || node.has("NotPrincipal")) {
      throw new MalformedPolicyException("the policy of a principal must not name a Principal");
    }
    Names actions = names(node, "Action", text -> text.toLowerCase(Locale.ROOT));
    return new Statement(
        effect,
        principals,
        actions,
        names(node, "Resource", UnaryOperator.identity()),
        parseConditions(node.path("Condition")));
  }

  private static Names names(JsonNode statement, String field, UnaryOperator<String> fold)
      throws MalformedPolicyException {
    boolean except = statement.has("Not" + field);
    if (except == statement.has(field)) {
      throw new MalformedPolicyException(
          "a Statement needs either %s or Not%s".formatted(field, field));
    }
    List<String> names = strings(statement.path(except ? "Not" + field : field), field);
    return new Names(names.stream().map(fold).map(Glob::of).toList(), except);
  }

  private static Names parsePrincipals(JsonNode statement) throws MalformedPolicyException {
    boolean except = statement.has("NotPrincipal");
    if (except == statement.has("Principal")) {
      throw new MalformedPolicyException(
          "a Statement of a bucket policy needs either Principal or NotPrincipal");
    }
    JsonNode node = statement.path(except ? "NotPrincipal" : "Principal");
    if (node.isObject()) {
      requireKnownFields(node, Set.of("AWS"), "Principal");
      node = node.path("AWS");
    }
    List<Glob> patterns = new ArrayList<>();
    for (String name : strings(node, "Principal")) {
      patterns.add(principalPattern(name));
    }
    return new Names(patterns, except);
  }

  /**
   * {@code *}, or an ARN that ends in {@code :user/NAME}; a star within a name is no wildcard here.
   */
  private static Glob principalPattern(String name) throws MalformedPolicyException {
    if (name.equals("*")) {
      return Glob.of("*");
    }
    int user = name.indexOf(":user/");
    if (!name.startsWith(ACCOUNT_ROOT) || user < 0 || user + 6 == name.length()) {
      throw new MalformedPolicyException(
          "Principal must be * or like arn:aws:iam::000000000000:user/NAME");
    }
    return Glob.of(name.substring(user + 6).replace("*", "${*}").replace("?", "${?}"));
  }

  private static List<Condition> parseConditions(JsonNode node) throws MalformedPolicyException {
    if (node.isMissingNode()) {
      return List.of();
    }
    if (!node.isObject()) {
      throw new MalformedPolicyException("Condition is not a JSON object");
    }
    List<Condition> conditions = new ArrayList<>();
    for (Map.Entry<String, JsonNode> byOperator : node.properties()) {
      String name = byOperator.getKey();
      boolean ifExists = name.endsWith(IF_EXISTS);
      ConditionOperator operator =
          ConditionOperator.named(
                  ifExists ? name.substring(0, name.length() - IF_EXISTS.length()) : name)
              .orElseThrow(
                  () -> new MalformedPolicyException("unknown condition operator " + name));
      for (Map.Entry<String, JsonNode> byKey : byOperator.getValue().properties()) {
        String key = byKey.getKey().toLowerCase(Locale.ROOT);
        if (!ContextKeys.ALL.contains(key)) {
          throw new MalformedPolicyException("unknown condition key " + byKey.getKey());
        }
        List<String> values = strings(byKey.getValue(), byKey.getKey());
        for (String value : values) {
          if (!operator.accepts(value)) {
            throw new MalformedPolicyException(
                "%s of %s cannot be compared with '%s'".formatted(name, byKey.getKey(), value));
          }
        }
        conditions.add(new Condition(operator, key, values, ifExists));
      }
    }
    return conditions;
  }

  /** A string, or an array of at least one. */
  private static List<String> strings(JsonNode node, String field) throws MalformedPolicyException {
    List<String> strings = new ArrayList<>();
    if (node.isValueNode() && !node.isNull()) {
      strings.add(node.asText());
    }
    for (JsonNode element : node.isArray() ? node : List.<JsonNode>of()) {
      if (!element.isValueNode() || element.isNull()) {
        throw new MalformedPolicyException(field + " holds something that is not a string");
      }
      strings.add(element.asText());
    }
    if (strings.isEmpty()) {
      throw new MalformedPolicyException(field + " is neither a string nor a list of strings");
    }
    return strings;
  }

  private static void requireKnownFields(JsonNode node, Set<String> known, String where)
      throws MalformedPolicyException {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!known.contains(field.getKey())) {
        throw new MalformedPolicyException(
            "%s has an unknown field %s".formatted(where, field.getKey()));
      }
    }
  }
}
