package io.sluice.catalog.vending;

import io.sluice.catalog.storage.Location;
import io.sluice.catalog.storage.StorageProfile;
import io.sluice.catalog.storage.StorageProfile.Kind;
import io.sluice.catalog.storage.TableStorage.Files;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The properties that clients are told, in all the forms that they look for: those of Iceberg's
 * {@code S3FileIO}, which Spark and Trino read as well, and those of PyIceberg.
 */
final class ClientProperties {
  private final Supplier<URI> publicGateway;

  ClientProperties(Supplier<URI> publicGateway) {
    this.publicGateway = publicGateway;
  }

  /** Where the files are. */
  Map<String, String> place(StorageProfile profile) {
    Map<String, String> properties = new HashMap<>();
    properties.put("client.region", profile.region());
    properties.put("s3.region", profile.region());
    properties.put("s3.path-style-access", Boolean.toString(profile.pathStyle()));
    properties.put("s3.force-virtual-addressing", Boolean.toString(!profile.pathStyle()));
    if (profile.kind() == Kind.NATIVE) {
      properties.put("s3.endpoint", publicGateway.get().toString());
    } else {
      profile.endpoint().ifPresent(endpoint -> properties.put("s3.endpoint", endpoint));
    }
    return properties;
  }

  /** How to reach them with credentials, and where to get newer ones. */
  Map<String, String> vended(StorageProfile profile, Files files, Vended vended) {
    String expires = Long.toString(vended.expires().toEpochMilli());
    Map<String, String> properties = place(profile);
    properties.put("s3.access-key-id", vended.accessKeyId());
    properties.put("s3.secret-access-key", vended.secretAccessKey());
    properties.put("s3.session-token", vended.sessionToken());
    properties.put("s3.session-token-expires-at-ms", expires);
    properties.put("expiration-time", expires);
    properties.put("client.access-key-id", vended.accessKeyId());
    properties.put("client.secret-access-key", vended.secretAccessKey());
    properties.put("client.session-token", vended.sessionToken());
    properties.put("client.refresh-credentials-endpoint", files.refreshPath());
    properties.put("client.refresh-credentials-enabled", "true");
    return properties;
  }

  /** How to have requests signed. */
  Map<String, String> signing(StorageProfile profile, Files files) {
    Map<String, String> properties = place(profile);
    properties.put("s3.remote-signing-enabled", "true");
    properties.put("s3.signer", "S3V4RestSigner");
    properties.put("s3.signer.endpoint", files.signPath());
    properties.put("signer.endpoint", files.signPath());
    // what is signed in advance is the request as a whole, without a signature for each chunk
    properties.put("s3.chunked-encoding-enabled", "false");
    return properties;
  }

  /**
   * What all locations start with. There is one credential for all of them, because clients that
   * renew theirs take one only.
   */
  static String prefix(List<String> locations) {
    String prefix = locations.getFirst();
    for (String location : locations) {
      int length = 0;
      while (length < Math.min(prefix.length(), location.length())
          && prefix.charAt(length) == location.charAt(length)) {
        length++;
      }
      prefix = prefix.substring(0, length);
    }
    // one location, or all below one
    if (locations.contains(prefix)) {
      return prefix;
    }
    int bucketEnd = prefix.indexOf('/', prefix.indexOf("//") + 2);
    return bucketEnd > 0
        ? prefix.substring(0, prefix.lastIndexOf('/') + 1)
        : prefix.substring(0, Math.max(2, prefix.indexOf(':')));
  }

  static List<Location> parse(List<String> locations) {
    return locations.stream().map(Location::parse).toList();
  }
}
