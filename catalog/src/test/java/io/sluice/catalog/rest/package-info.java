@NullMarked
package io.sluice.catalog.rest;

import org.jspecify.annotations.NullMarked;
