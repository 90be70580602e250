package io.sluice.manager.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.manager.policy.ConditionOperator.Operand;
import io.sluice.manager.policy.Statement.Effect;
import io.sluice.manager.policy.Statement.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads policy documents strictly: what it does not know it refuses, for it might have been a
 * restriction.
 */
public final class PolicyParser {
  /** How long a document may be, in characters. */
  public static final int MAX_LENGTH = 20 << 10;

  private static final String ANYTHING = "*";
  private static final Pattern ACTION = Pattern.compile("[A-Za-z0-9-]+:[A-Za-z0-9*?]+");
  private static final String ARN = "arn:";
  private static final Pattern USER =
      Pattern.compile("arn:aws:iam::[0-9]*:user/([A-Za-z0-9+=,.@_-]{1,64})");
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
    return new Statement(
        effect,
        principals,
        names(node, "Action", PolicyParser::actionPattern),
        names(node, "Resource", PolicyParser::resourcePattern),
        parseConditions(node.path("Condition")));
  }

  private interface PatternParser {
    Glob parse(String text) throws MalformedPolicyException;
  }

  private static Names names(JsonNode statement, String field, PatternParser parser)
      throws MalformedPolicyException {
    boolean except = statement.has("Not" + field);
    if (except == statement.has(field)) {
      throw new MalformedPolicyException(
          "a Statement needs either %s or Not%s".formatted(field, field));
    }
    List<Glob> patterns = new ArrayList<>();
    for (String name : strings(statement.path(except ? "Not" + field : field), field)) {
      patterns.add(parser.parse(name));
    }
    return new Names(patterns, except);
  }

  private static Glob actionPattern(String action) throws MalformedPolicyException {
    if (!action.equals(ANYTHING) && !ACTION.matcher(action).matches()) {
      throw new MalformedPolicyException(
          "Action must be * or like s3:GetObject, not '%s'".formatted(action));
    }
    return Glob.parse(action.toLowerCase(Locale.ROOT));
  }

  private static Glob resourcePattern(String resource) throws MalformedPolicyException {
    if (!resource.equals(ANYTHING) && !resource.startsWith(ARN)) {
      throw new MalformedPolicyException(
          "Resource must be * or like arn:aws:s3:::BUCKET/KEY, not '%s'".formatted(resource));
    }
    return Glob.parse(resource);
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

  private static Glob principalPattern(String name) throws MalformedPolicyException {
    if (name.equals(ANYTHING)) {
      return Glob.ANYTHING;
    }
    Matcher user = USER.matcher(name);
    if (!user.matches()) {
      throw new MalformedPolicyException(
          "Principal must be * or like arn:aws:iam::000000000000:user/NAME");
    }
    return Glob.parse(user.group(1));
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
              .filter(known -> !ifExists || known != ConditionOperator.NULL)
              .orElseThrow(
                  () -> new MalformedPolicyException("unknown condition operator " + name));
      if (!byOperator.getValue().isObject() || byOperator.getValue().isEmpty()) {
        throw new MalformedPolicyException(name + " names no condition key");
      }
      for (Map.Entry<String, JsonNode> byKey : byOperator.getValue().properties()) {
        conditions.add(parseCondition(operator, ifExists, byKey.getKey(), byKey.getValue()));
      }
    }
    return conditions;
  }

  private static Condition parseCondition(
      ConditionOperator operator, boolean ifExists, String name, JsonNode values)
      throws MalformedPolicyException {
    String key = name.toLowerCase(Locale.ROOT);
    if (!ContextKeys.ALL.contains(key)) {
      throw new MalformedPolicyException("unknown condition key " + name);
    }
    List<Operand> operands = new ArrayList<>();
    for (String value : strings(values, name)) {
      operands.add(operator.operand(value));
    }
    return new Condition(operator, key, operands, ifExists);
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
