package io.sluice.http;

import io.sluice.http.Head.Target;
import org.jspecify.annotations.Nullable;

/** Takes a request target apart and leaves its parts as they are (RFC 9112, section 3.2). */
final class TargetReader {
  private TargetReader() {}

  static Target read(String method, String target, @Nullable String host) throws RefusedException {
    String authority = host == null ? "" : host;
    if (target.startsWith("/")) {
      return split(target, authority);
    }
    if (target.equals("*") && method.equals("OPTIONS")) {
      return new Target(target, null, authority);
    }
    int scheme = schemeLength(target);
    if (scheme == 0) {
      throw new RefusedException(Rejection.MALFORMED);
    }
    int end = scheme;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    authority = target.substring(scheme, end);
    if (authority.isEmpty() || !Octets.isHost(authority)) {
      throw new RefusedException(Rejection.MALFORMED);
    }
    if (end == target.length() && method.equals("OPTIONS")) {
      return new Target("*", null, authority);
    }
    String rest = target.substring(end);
    return split(rest.startsWith("/") ? rest : "/" + rest, authority);
  }

  private static int schemeLength(String target) {
    for (String scheme : new String[] {"http://", "https://"}) {
      if (target.regionMatches(true, 0, scheme, 0, scheme.length())) {
        return scheme.length();
      }
    }
    return 0;
  }

  private static Target split(String target, String authority) {
    int mark = target.indexOf('?');
    return mark < 0
        ? new Target(target, null, authority)
        : new Target(target.substring(0, mark), target.substring(mark + 1), authority);
  }
}
