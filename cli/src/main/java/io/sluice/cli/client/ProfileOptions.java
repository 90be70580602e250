package io.sluice.cli.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.catalog.storage.SecretReference;
import io.sluice.cli.CommandException;
import java.util.List;
import org.apache.iceberg.exceptions.BadRequestException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a storage profile consists of. */
final class ProfileOptions {
  private static final String REFERENCE = "env:NAME|file:/PATH";

  @Option(names = "--native", description = "Sluice's own buckets; needs no identity")
  private boolean ownBuckets;

  @Option(
      names = "--location",
      paramLabel = "URI",
      description = "what it is for, such as s3://bucket/path; may be given more than once")
  private List<String> locations = List.of();

  @Option(names = "--region", paramLabel = "REGION", description = "its region (us-east-1)")
  private @Nullable String region;

  @Option(names = "--endpoint", paramLabel = "URL", description = "where S3 is, if not at AWS")
  private @Nullable String endpoint;

  @Option(names = "--path-style-access", description = "name buckets in paths, not in host names")
  private boolean pathStyle;

  @Option(
      names = "--access-key-id",
      paramLabel = REFERENCE,
      description = "where the server finds the id of its access key")
  private @Nullable String accessKeyId;

  @Option(
      names = "--secret-access-key",
      paramLabel = REFERENCE,
      description = "where the server finds the secret of its access key; never the secret itself")
  private @Nullable String secretAccessKey;

  @Option(
      names = "--web-identity-role-arn",
      paramLabel = "ARN",
      description = "the role that is assumed with the token in --web-identity-token-file")
  private @Nullable String webIdentityRole;

  @Option(
      names = "--web-identity-token-file",
      paramLabel = "FILE",
      description = "a file of the server that holds a token, such as one of Kubernetes")
  private @Nullable String webIdentityFile;

  @Option(
      names = "--role-arn",
      paramLabel = "ARN",
      description = "the role to assume; more than once for a chain of them")
  private List<String> roles = List.of();

  @Option(
      names = "--external-id",
      paramLabel = "ID",
      description = "what the owner of the last role asks for")
  private @Nullable String externalId;

  @Option(names = "--sts-endpoint", paramLabel = "URL", description = "where STS is, if not at AWS")
  private @Nullable String stsEndpoint;

  @Option(names = "--without-sts", description = "the storage has no security token service")
  private boolean withoutSts;

  ObjectNode toJson(String name) {
    ObjectNode json = ManagementClient.JSON.createObjectNode().put("name", name);
    json.put("storageType", ownBuckets ? "NATIVE" : "S3");
    ArrayNode allowed = json.putArray("allowedLocations");
    locations.forEach(allowed::add);
    put(json, "region", region);
    put(json, "endpoint", endpoint);
    if (pathStyle) {
      json.put("pathStyleAccess", true);
    }
    identity(json);
    if (!roles.isEmpty()) {
      if (roles.size() > 1) {
        ArrayNode chain = json.putArray("roleChain");
        roles.subList(0, roles.size() - 1).forEach(role -> chain.addObject().put("roleArn", role));
      }
      json.put("roleArn", roles.getLast());
    }
    put(json, "externalId", externalId);
    put(json, "stsEndpoint", stsEndpoint);
    if (withoutSts) {
      json.put("stsUnavailable", true);
    }
    return json;
  }

  private void identity(ObjectNode json) {
    boolean keys = accessKeyId != null || secretAccessKey != null;
    boolean webIdentity = webIdentityRole != null || webIdentityFile != null;
    if (keys && webIdentity) {
      throw usage("an identity is either an access key or a web identity");
    }
    if (keys) {
      json.putObject("identity")
          .put("type", "STATIC_KEYS")
          .put("accessKeyId", reference("--access-key-id", accessKeyId))
          .put("secretAccessKey", reference("--secret-access-key", secretAccessKey));
    } else if (webIdentity) {
      json.putObject("identity")
          .put("type", "WEB_IDENTITY")
          .put("roleArn", required("--web-identity-role-arn", webIdentityRole))
          .put("tokenFile", required("--web-identity-token-file", webIdentityFile));
    }
  }

  /** A secret that was typed shall not even be sent. */
  private static String reference(String option, @Nullable String value) {
    try {
      return SecretReference.parse(required(option, value)).text();
    } catch (BadRequestException e) {
      throw new CommandException(CommandException.USAGE, option + ": " + e.getMessage(), e);
    }
  }

  private static String required(String option, @Nullable String value) {
    if (value == null) {
      throw usage("%s is missing".formatted(option));
    }
    return value;
  }

  private static CommandException usage(String message) {
    return new CommandException(CommandException.USAGE, message);
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
