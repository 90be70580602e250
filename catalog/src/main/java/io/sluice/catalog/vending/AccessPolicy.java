package io.sluice.catalog.vending;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.catalog.storage.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The IAM policy of a scope. What is not in it is denied; and no locations are no rights at all,
 * for a role that is assumed without a policy has all that it has.
 */
final class AccessPolicy {
  private static final List<String> READ = List.of("s3:GetObject", "s3:GetObjectVersion");
  private static final List<String> WRITE =
      List.of(
          "s3:PutObject",
          "s3:DeleteObject",
          "s3:AbortMultipartUpload",
          "s3:ListMultipartUploadParts");
  private static final String PARTITION = "aws";

  private AccessPolicy() {}

  static String of(Scope scope) {
    return of(scope, PARTITION);
  }

  /** The same in a partition of Amazon's, such as {@code aws-cn}. */
  static String of(Scope scope, String partition) {
    ObjectNode policy = object().put("Version", "2012-10-17");
    ArrayNode statements = policy.putArray("Statement");
    if (scope.locations().isEmpty()) {
      statements.add(statement("Deny", List.of("*"), List.of("*")));
      return policy.toString();
    }
    String arn = "arn:" + partition + ":s3:::";
    List<String> objects =
        scope.locations().stream()
            .map(location -> arn + location.bucket() + "/" + escaped(location.prefix()) + "*")
            .toList();
    List<String> actions = new ArrayList<>(READ);
    if (scope.write()) {
      actions.addAll(WRITE);
    }
    statements.add(statement("Allow", actions, objects));
    scope.locations().stream()
        .collect(Collectors.groupingBy(Location::bucket, TreeMap::new, Collectors.toList()))
        .forEach(
            (bucket, locations) -> {
              ObjectNode list = statement("Allow", List.of("s3:ListBucket"), List.of(arn + bucket));
              ArrayNode prefixes =
                  list.putObject("Condition").putObject("StringLike").putArray("s3:prefix");
              locations.forEach(location -> prefixes.add(escaped(location.prefix()) + "*"));
              statements.add(list);
              statements.add(
                  statement("Allow", List.of("s3:GetBucketLocation"), List.of(arn + bucket)));
            });
    return policy.toString();
  }

  private static ObjectNode statement(String effect, List<String> actions, List<String> resources) {
    ObjectNode statement = object().put("Effect", effect);
    actions.forEach(statement.putArray("Action")::add);
    resources.forEach(statement.putArray("Resource")::add);
    return statement;
  }

  /** What means more than itself in a policy, written so that it means itself. */
  private static String escaped(String prefix) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < prefix.length(); i++) {
      char c = prefix.charAt(i);
      if (c == '*' || c == '?' || c == '$') {
        text.append("${").append(c).append('}');
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
