package io.sluice.catalog.access;

import io.sluice.catalog.record.CatalogRecord;
import io.sluice.store.Transaction;
import java.util.List;
import java.util.Optional;
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
   * Creates a catalog.
   *
   * @param catalog complete, its id included
   * @throws org.apache.iceberg.exceptions.AlreadyExistsException if there is one of its name
   */
  void create(CatalogRecord catalog, Consumer<Transaction.Builder> with);

  /**
   * Changes a catalog.
   *
   * @param change of what is there; it may be called more than once, and refuses by an exception
   * @throws org.apache.iceberg.exceptions.NotFoundException if there is none of that name
   */
  CatalogRecord update(String name, UnaryOperator<CatalogRecord> change);

  /**
   * Drops a catalog in which there is no namespace.
   *
   * @throws org.apache.iceberg.exceptions.NotFoundException if there is none of that name
   * @throws org.apache.iceberg.exceptions.BadRequestException if it is not empty
   */
  void drop(String name, Consumer<Transaction.Builder> with);
}
