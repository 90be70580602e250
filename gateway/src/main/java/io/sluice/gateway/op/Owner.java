package io.sluice.gateway.op;

import io.sluice.gateway.xml.XmlWriter;

/** Who owns buckets and objects: they all belong to the one account that there is. */
final class Owner {
  private static final String ID =
      "5c1ce0000000000000000000000000000000000000000000000000000000c0de";
  private static final String NAME = "sluice";

  private Owner() {}

  static void write(XmlWriter xml, String element) {
    xml.start(element).element("ID", ID).element("DisplayName", NAME).end();
  }
}
