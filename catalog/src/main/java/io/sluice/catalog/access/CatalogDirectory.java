package io.sluice.catalog.access;

import io.sluice.catalog.record.CatalogRecord;
import io.sluice.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The catalogs that there are. What is given as {@code with} adds conditions and changes to the one
 * transaction that does it; it is called again, should the transaction be tried again.
 */
public interface CatalogDirectory {
  Optional<CatalogRecord> find(String name);

  /** All of them, in the order of their names. */
  List<CatalogRecord> list();

  /**
   * Creates a catalog; its id, times and version are set here.
   *
   * @param with gets what is created
   * @throws org.apache.iceberg.exceptions.AlreadyExistsException if there is one of its name
   */
  CatalogRecord create(CatalogRecord wanted, BiConsumer<CatalogRecord, Transaction.Builder> with);

  /**
   * Changes a catalog; its version grows by one.
   *
   * @param change of what is there; it may be called more than once, and refuses by an exception
   * @throws org.apache.iceberg.exceptions.NotFoundException if there is none of that name
   */
  CatalogRecord update(String name, UnaryOperator<CatalogRecord> change);

  /**
   * Drops a catalog in which there is no namespace.
   *
   * @throws org.apache.iceberg.exceptions.NotFoundException if there is none of that name
   * @throws org.apache.iceberg.exceptions.NamespaceNotEmptyException if it is not empty
   */
  void drop(String name, Consumer<Transaction.Builder> with);
}
