package io.sluice.gateway.op;

import com.google.protobuf.ByteString;
import io.sluice.gateway.body.Checksums;
import io.sluice.gateway.xml.XmlReader;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.protocol.Checksum;
import io.sluice.protocol.Checksum.Algorithm;
import io.sluice.protocol.ObjectInfo;
import java.util.Optional;

/** Checksums as elements of XML. */
final class ChecksumElements {
  private ChecksumElements() {}

  static void write(XmlWriter xml, ObjectInfo info) {
    Checksum checksum = info.getChecksum();
    if (checksum.getAlgorithm() != Algorithm.NONE) {
      xml.element(
          Checksums.element(checksum.getAlgorithm()), ObjectHeadersWriter.checksumText(info));
      xml.element("ChecksumType", checksum.getType().name());
    }
  }

  /** Of one part. */
  static void write(XmlWriter xml, Checksum checksum) {
    if (checksum.getAlgorithm() != Algorithm.NONE) {
      xml.element(Checksums.element(checksum.getAlgorithm()), ObjectHeadersWriter.base64(checksum));
    }
  }

  /** The one that an element states. */
  static Optional<Checksum> read(XmlReader.Element element) {
    for (Algorithm algorithm : Checksums.all()) {
      Optional<String> text = element.childText(Checksums.element(algorithm));
      if (text.isPresent()) {
        return Optional.of(
            Checksum.newBuilder()
                .setAlgorithm(algorithm)
                .setValue(ByteString.copyFrom(Checksums.decode(algorithm, text.get())))
                .build());
      }
    }
    return Optional.empty();
  }
}
