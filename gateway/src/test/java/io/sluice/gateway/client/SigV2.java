package io.sluice.gateway.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs by the version before 4, as its documentation describes it and independently of the server;
 * checked against the examples that Amazon publishes.
 *
 * @param hostedBucket the bucket that the host names, or empty
 */
public record SigV2(String accessKeyId, String secret, String hostedBucket) {
  private static final Set<String> SUB_RESOURCES =
      Set.of(
          "acl",
          "delete",
          "lifecycle",
          "location",
          "logging",
          "notification",
          "partNumber",
          "policy",
          "requestPayment",
          "response-content-type",
          "tagging",
          "uploadId",
          "uploads",
          "versionId",
          "versioning",
          "versions",
          "website");

  /** The request with an Authorization header; it has its date already. */
  public Call sign(Call call) {
    String date = call.first("x-amz-date").isPresent() ? "" : call.first("Date").orElse("");
    return call.header(
        "Authorization", "AWS %s:%s".formatted(accessKeyId, signature(stringToSign(call, date))));
  }

  /** The request as a URL that is good until then, in seconds since 1970. */
  public Call presign(Call call, long until) {
    String signature = signature(stringToSign(call, Long.toString(until)));
    return call.query(
        "AWSAccessKeyId=%s&Expires=%d&Signature=%s"
            .formatted(accessKeyId, until, Encoding.query(signature)));
  }

  String signature(String stringToSign) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(stringToSign.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String stringToSign(Call call, String date) {
    Map<String, List<String>> amazon = new TreeMap<>();
    for (Call.Field field : call.fields()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (name.startsWith("x-amz-")) {
        String value = new String(field.value().getBytes(ISO_8859_1), UTF_8);
        amazon.computeIfAbsent(name, _ -> new ArrayList<>()).add(value.strip());
      }
    }
    StringBuilder headers = new StringBuilder();
    amazon.forEach((name, values) -> headers.append(name + ':' + String.join(",", values) + '\n'));
    return String.join(
        "\n",
        call.method(),
        call.first("Content-MD5").orElse(""),
        call.first("Content-Type").orElse(""),
        date,
        headers + resource(call.target()));
  }

  private String resource(String target) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    List<String> parameters = new ArrayList<>();
    for (String parameter : (mark < 0 ? "" : target.substring(mark + 1)).split("&", -1)) {
      if (SUB_RESOURCES.contains(parameter.split("=", 2)[0])) {
        parameters.add(new String(Encoding.decode(parameter), UTF_8));
      }
    }
    parameters.sort(null);
    String bucket = hostedBucket.isEmpty() ? "" : "/" + hostedBucket;
    return bucket + path + (parameters.isEmpty() ? "" : "?" + String.join("&", parameters));
  }
}
