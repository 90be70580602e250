package io.sluice.gateway.xml;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;

/**
 * Reads a small XML document as a tree of elements. A document type declaration is refused, and
 * with it every entity but the five of XML itself; namespaces are ignored, as S3 does.
 */
public final class XmlReader {
  private static final int DEEPEST = 16;

  /** Ten thousand parts, each with all that a part may have. */
  private static final int MOST_ELEMENTS = 100_000;

  private static final WstxInputFactory FACTORY = factory();

  private XmlReader() {}

  /** An element: its name, the text directly in it, and its children in order. */
  public record Element(String name, String text, List<Element> children) {
    public Element {
      children = List.copyOf(children);
    }

    public Optional<Element> child(String childName) {
      return children.stream().filter(child -> child.name.equals(childName)).findFirst();
    }

    /** The text of a child; empty where there is no such child. */
    public Optional<String> childText(String childName) {
      return child(childName).map(Element::text);
    }

    public List<Element> all(String childName) {
      return children.stream().filter(child -> child.name.equals(childName)).toList();
    }
  }

  private static WstxInputFactory factory() {
    WstxInputFactory factory = new WstxInputFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    // what is malformed shows at once, and not as an unchecked exception later
    factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
    factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, DEEPEST);
    factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_COUNT, MOST_ELEMENTS);
    factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, DEEPEST);
    return factory;
  }

  /**
   * Reads a document.
   *
   * @throws S3Exception MalformedXML if it is not well-formed or its root has another name
   */
  public static Element read(byte[] document, String root) {
    try {
      XMLStreamReader reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(document));
      try {
        while (reader.next() != XMLStreamConstants.START_ELEMENT) {
          if (reader.getEventType() == XMLStreamConstants.DTD) {
            throw malformed();
          }
        }
        Element element = element(reader);
        while (reader.hasNext()) {
          reader.next();
        }
        if (!element.name().equals(root)) {
          throw malformed();
        }
        return element;
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw malformed();
    }
  }

  private static Element element(XMLStreamReader reader) throws XMLStreamException {
    String name = reader.getLocalName();
    StringBuilder text = new StringBuilder();
    List<Element> children = new ArrayList<>();
    while (true) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> children.add(element(reader));
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          return new Element(name, text.toString(), children);
        }
        case XMLStreamConstants.COMMENT,
            XMLStreamConstants.PROCESSING_INSTRUCTION,
            XMLStreamConstants.SPACE -> {}
        default -> throw malformed();
      }
    }
  }

  public static S3Exception malformed() {
    return new S3Exception(S3Error.MALFORMED_XML);
  }
}
