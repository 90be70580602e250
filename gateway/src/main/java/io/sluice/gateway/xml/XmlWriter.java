package io.sluice.gateway.xml;

import com.ctc.wstx.api.InvalidCharHandler;
import com.ctc.wstx.api.WstxOutputProperties;
import com.ctc.wstx.stax.WstxOutputFactory;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.codehaus.stax2.XMLOutputFactory2;
import org.codehaus.stax2.XMLStreamProperties;

/**
 * Writes one XML document into memory. Characters that XML 1.0 cannot carry are replaced by U+FFFD,
 * so that the document is always well-formed; clients that have such keys ask for {@code
 * encoding-type=url}.
 */
public final class XmlWriter {
  private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
  private static final char REPLACEMENT = '\uFFFD';
  private static final int INITIAL_SIZE = 512;
  private static final WstxOutputFactory FACTORY = factory();

  private final Buffer buffer = new Buffer();
  private final XMLStreamWriter writer;

  private static final class Buffer extends ByteArrayOutputStream {
    Buffer() {
      super(INITIAL_SIZE);
    }

    ByteBuffer content() {
      return ByteBuffer.wrap(buf, 0, count);
    }
  }

  private XmlWriter() {
    try {
      writer = FACTORY.createXMLStreamWriter(buffer, StandardCharsets.UTF_8.name());
      writer.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
  }

  private static WstxOutputFactory factory() {
    WstxOutputFactory factory = new WstxOutputFactory();
    factory.configureForSpeed();
    // there is one namespace, on the root: nothing has to be looked up for each element
    factory.setProperty(XMLStreamProperties.XSP_NAMESPACE_AWARE, false);
    factory.setProperty(XMLOutputFactory2.P_AUTOMATIC_EMPTY_ELEMENTS, true);
    factory.setProperty(
        WstxOutputProperties.P_OUTPUT_INVALID_CHAR_HANDLER, (InvalidCharHandler) _ -> REPLACEMENT);
    return factory;
  }

  /** Begins a document of the S3 namespace. */
  public static XmlWriter document(String root) {
    return document(root, NAMESPACE);
  }

  /** Begins a document of a namespace of its own. */
  public static XmlWriter document(String root, String namespace) {
    XmlWriter xml = new XmlWriter();
    xml.start(root);
    try {
      xml.writer.writeAttribute("xmlns", namespace);
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
    return xml;
  }

  /** Begins a document without a namespace, as errors are. */
  public static XmlWriter plainDocument(String root) {
    XmlWriter xml = new XmlWriter();
    xml.start(root);
    return xml;
  }

  public XmlWriter start(String element) {
    try {
      writer.writeStartElement(element);
      return this;
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
  }

  public XmlWriter end() {
    try {
      writer.writeEndElement();
      return this;
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
  }

  public XmlWriter text(String text) {
    try {
      writer.writeCharacters(carried(text));
      return this;
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
  }

  public XmlWriter element(String name, String text) {
    try {
      writer.writeStartElement(name);
      writer.writeCharacters(carried(text));
      writer.writeEndElement();
      return this;
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
  }

  /** The two that Woodstox does not know XML cannot carry. */
  private static String carried(String text) {
    return text.indexOf('\uFFFE') < 0 && text.indexOf('\uFFFF') < 0
        ? text
        : text.replace('\uFFFE', REPLACEMENT).replace('\uFFFF', REPLACEMENT);
  }

  public XmlWriter element(String name, long number) {
    return element(name, Long.toString(number));
  }

  public XmlWriter element(String name, boolean value) {
    return element(name, Boolean.toString(value));
  }

  /** Ends the document. */
  public ByteBuffer finish() {
    try {
      writer.writeEndDocument();
      writer.close();
      return buffer.content();
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
  }

  private static IllegalStateException unexpected(XMLStreamException e) {
    return new IllegalStateException("writing to memory does not fail", e);
  }
}
