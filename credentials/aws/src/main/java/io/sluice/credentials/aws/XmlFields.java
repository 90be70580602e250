package io.sluice.credentials.aws;

import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The texts of the innermost elements of a small XML document, by their local names. */
final class XmlFields {
  private static final XMLInputFactory FACTORY = factory();

  private XmlFields() {}

  /**
   * Of elements with the same name the first counts.
   *
   * @throws XMLStreamException where it is not XML; the message says where, not what
   */
  static Map<String, String> parse(String document) throws XMLStreamException {
    Map<String, String> fields = new HashMap<>();
    XMLStreamReader reader;
    synchronized (
        FACTORY) { // the factory that the JDK brings is not safe for use by several threads
      reader = FACTORY.createXMLStreamReader(new StringReader(document));
    }
    StringBuilder text = new StringBuilder();
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> text.setLength(0);
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          fields.putIfAbsent(reader.getLocalName(), text.toString().strip());
          text.setLength(0);
        }
        default -> {
          // comments and the like
        }
      }
    }
    return fields;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }
}
