package io.sluice.catalog.access;

/**
 * An entity that a decision rested on, and how often something had been taken away from it when the
 * decision was made. As soon as the count is another, the decision is void.
 *
 * @param entity {@code principal/<name>}, {@code principal-role/<name>} or {@code
 *     catalog-role/<catalog>/<name>}
 */
public record Guard(String entity, long counter) {}
