package io.sluice.catalog.storage;

/**
 * What decides which storage profile reaches files: the catalog they are of, and the profile that
 * the table or a namespace around it named when it was created.
 *
 * @param catalog the name of the catalog
 * @param profile the name of the profile; empty where none was named
 */
public record Placement(String catalog, String profile) {
  /** The property of tables and namespaces that names a profile. */
  public static final String PROPERTY = "sluice.storage-profile";

  /** Of what names no profile. */
  public static Placement in(String catalog) {
    return new Placement(catalog, "");
  }
}
