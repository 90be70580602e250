@NullMarked
package io.sluice.catalog.entity;

import org.jspecify.annotations.NullMarked;
