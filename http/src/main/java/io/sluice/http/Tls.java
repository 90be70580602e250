package io.sluice.http;

import java.nio.file.Path;

/**
 * How a server proves who it is.
 *
 * @param certificates a PEM file: the server's certificate, then those that lead to its root
 * @param key a PEM file: the certificate's private key, not encrypted
 */
public record Tls(Path certificates, Path key) {}
