package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.Query;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.xml.XmlReader;
import io.sluice.gateway.xml.XmlReader.Element;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.protocol.ObjectHeaders.Tag;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An object's tags, as a header and as a document.
 *
 * <p>Follows <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html">the user guide
 * of Amazon S3</a> on what a tag may be.
 */
final class Tags {
  static final String HEADER = "x-amz-tagging";

  private static final int MOST = 10;
  private static final Pattern KEY = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{1,128}");
  private static final Pattern VALUE = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{0,256}");
  private static final String OF_THE_SYSTEM = "aws:";

  private Tags() {}

  /** Those that are to be stored with an object; none where there is no such header. */
  static List<Tag> ofHeader(S3Request request) {
    return request.header(HEADER).map(Tags::parse).orElse(List.of());
  }

  private static List<Tag> parse(String header) {
    List<Query.Parameter> parameters;
    try {
      parameters = Query.parse(header).parameters();
    } catch (S3Exception e) {
      throw malformed(header);
    }
    List<Tag> tags = parameters.stream().map(tag -> tag(tag.name(), tag.value())).toList();
    if (repeated(tags)) {
      throw malformed(header);
    }
    return checked(tags);
  }

  private static S3Exception malformed(String header) {
    return S3Exception.invalidArgument(
        HEADER,
        header,
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters"
            + " without tag name duplicates.");
  }

  /**
   * Reads a document.
   *
   * @throws S3Exception MalformedXML, InvalidTag, or BadRequest for too many
   */
  static List<Tag> read(byte[] document) {
    Element set =
        XmlReader.read(document, "Tagging").child("TagSet").orElseThrow(XmlReader::malformed);
    return checked(
        set.all("Tag").stream()
            .map(
                element ->
                    tag(
                        element.childText("Key").orElseThrow(XmlReader::malformed),
                        element.childText("Value").orElseThrow(XmlReader::malformed)))
            .toList());
  }

  static XmlWriter write(List<Tag> tags) {
    XmlWriter xml = XmlWriter.document("Tagging").start("TagSet");
    for (Tag tag : tags) {
      xml.start("Tag").element("Key", tag.getKey()).element("Value", tag.getValue()).end();
    }
    return xml.end().end();
  }

  private static Tag tag(String key, String value) {
    return Tag.newBuilder().setKey(key).setValue(value).build();
  }

  private static List<Tag> checked(List<Tag> tags) {
    if (tags.size() > MOST) {
      throw new S3Exception(
          S3Error.BAD_REQUEST, "Object tags cannot be greater than %d".formatted(MOST));
    }
    for (Tag tag : tags) {
      if (!KEY.matcher(tag.getKey()).matches()) {
        throw invalid("The TagKey you have provided is invalid", tag);
      }
      if (tag.getKey().startsWith(OF_THE_SYSTEM)) {
        throw invalid("System tags cannot be added/updated by requester", tag);
      }
      if (!VALUE.matcher(tag.getValue()).matches()) {
        throw invalid("The TagValue you have provided is invalid", tag);
      }
    }
    if (repeated(tags)) {
      throw new S3Exception(S3Error.INVALID_TAG, "Cannot provide multiple Tags with the same key");
    }
    return tags;
  }

  private static S3Exception invalid(String message, Tag tag) {
    return new S3Exception(S3Error.INVALID_TAG, message)
        .with("TagKey", tag.getKey())
        .with("TagValue", tag.getValue());
  }

  private static boolean repeated(List<Tag> tags) {
    Set<String> keys = new HashSet<>();
    return !tags.stream().map(Tag::getKey).allMatch(keys::add);
  }
}
