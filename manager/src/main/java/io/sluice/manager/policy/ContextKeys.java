package io.sluice.manager.policy;

import java.util.Set;

/** The condition keys that requests have values for, in lower case. */
public final class ContextKeys {
  public static final String SOURCE_IP = "aws:sourceip";
  public static final String SECURE_TRANSPORT = "aws:securetransport";
  public static final String USER_NAME = "aws:username";
  public static final String USER_AGENT = "aws:useragent";
  public static final String CURRENT_TIME = "aws:currenttime";
  public static final String EPOCH_TIME = "aws:epochtime";
  public static final String PREFIX = "s3:prefix";
  public static final String DELIMITER = "s3:delimiter";
  public static final String MAX_KEYS = "s3:max-keys";

  static final Set<String> ALL =
      Set.of(
          SOURCE_IP,
          SECURE_TRANSPORT,
          USER_NAME,
          USER_AGENT,
          CURRENT_TIME,
          EPOCH_TIME,
          PREFIX,
          DELIMITER,
          MAX_KEYS);

  private ContextKeys() {}
}
