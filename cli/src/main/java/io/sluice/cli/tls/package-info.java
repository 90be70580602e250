/** TLS between gateways and managers: the files that each process has, and how to make some. */
@NullMarked
package io.sluice.cli.tls;

import org.jspecify.annotations.NullMarked;
