package io.sluice.credentials.aws;

import java.util.Locale;

/** What may be done where the issuer of credentials fails. */
public enum Fallback {
  /** Nothing: the last known good is used until it expires. */
  NONE,
  /** Other sources may be asked, if GetCallerIdentity says that they give the same identity. */
  SAME_IDENTITY,
  /** Other sources may be asked, whatever identity they give. A change is logged. */
  CHAIN;

  static Fallback parse(String text) {
    for (Fallback fallback : values()) {
      if (fallback.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
        return fallback;
      }
    }
    throw new IllegalArgumentException("fallback is none, same-identity or chain, not " + text);
  }
}
