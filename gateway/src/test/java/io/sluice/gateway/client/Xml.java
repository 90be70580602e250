package io.sluice.gateway.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** An element of an answer, read by the JDK's own strict parser. */
public record Xml(Element element) {
  static Xml parse(byte[] document) {
    try {
      return new Xml(
          DocumentBuilderFactory.newDefaultInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(document))
              .getDocumentElement());
    } catch (SAXException | IOException | ParserConfigurationException e) {
      throw new AssertionError("not an XML document: " + new String(document, UTF_8), e);
    }
  }

  public String name() {
    return element.getTagName();
  }

  public String namespace() {
    return element.getAttribute("xmlns");
  }

  public String text() {
    return element.getTextContent();
  }

  public List<Xml> children() {
    List<Xml> children = new ArrayList<>();
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child) {
        children.add(new Xml(child));
      }
    }
    return children;
  }

  /** The children of a name. */
  public List<Xml> all(String name) {
    return children().stream().filter(child -> child.name().equals(name)).toList();
  }

  public Optional<Xml> find(String name) {
    return children().stream().filter(child -> child.name().equals(name)).findFirst();
  }

  /** The first child of a name. */
  public Xml child(String name) {
    return find(name)
        .orElseThrow(() -> new AssertionError("no <%s> in <%s>".formatted(name, name())));
  }

  /** The text of the first child of a name. */
  public String text(String name) {
    return child(name).text();
  }

  /** The texts of one child of each of the children of a name, such as all keys of a list. */
  public List<String> texts(String name, String childName) {
    return all(name).stream().map(child -> child.text(childName)).toList();
  }

  public boolean has(String name) {
    return find(name).isPresent();
  }
}
