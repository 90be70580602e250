package io.sluice.gateway.op;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.Seed;
import io.sluice.gateway.client.Encoding;
import io.sluice.gateway.client.Xml;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Walks through lists page by page and compares all of them together with what a set of the same
 * keys says (rows 74 to 77, 81, 82 and 86 of the sheet).
 */
class ListPagesIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static final int WALKS = 60;
  private static final int KEYS = 80;
  private static final String[] LETTERS = {"a", "b", "/", "/", "-", "\uff5e", "\ud83d\ude00"};
  private static final Comparator<String> BYTES =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  private static final NavigableSet<String> keys = new TreeSet<>(BYTES);
  private static final Random random = new Random(Seed.choose());
  private static String bucket = "";

  @BeforeAll
  static void makeObjects() {
    bucket = server.newBucket();
    while (keys.size() < KEYS) {
      keys.add(name(1, 6));
    }
    keys.forEach(key -> server.ok(server.put(bucket, key, "")));
  }

  private static String name(int least, int most) {
    StringBuilder name = new StringBuilder();
    int length = random.nextInt(least, most + 1);
    for (int i = 0; i < length; i++) {
      name.append(LETTERS[random.nextInt(LETTERS.length)]);
    }
    return name.toString();
  }

  /** One walk. */
  private record Walk(String prefix, String delimiter, String start, int most) {
    static Walk any() {
      return new Walk(
          name(0, 2), name(0, 2), random.nextBoolean() ? "" : name(1, 3), random.nextInt(1, 9));
    }

    /** What it must come by, in order; groups and keys alike. */
    List<String> expected() {
      List<String> names = new ArrayList<>();
      for (String key : keys) {
        if (key.startsWith(prefix) && BYTES.compare(key, start) > 0) {
          int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
          String name = end < 0 ? key : key.substring(0, end + delimiter.length());
          boolean skipped = end >= 0 && name.equals(start);
          if (!skipped && (names.isEmpty() || !names.getLast().equals(name))) {
            names.add(name);
          }
        }
      }
      return names;
    }

    String query() {
      return "?encoding-type=url&prefix=%s&delimiter=%s&max-keys=%d&"
          .formatted(Encoding.query(prefix), Encoding.query(delimiter), most);
    }
  }

  @Test
  void versionTwoComesByEverythingOnce() {
    for (int i = 0; i < WALKS; i++) {
      Walk walk = Walk.any();
      List<String> found = new ArrayList<>();
      String where = "start-after=" + Encoding.query(walk.start());
      boolean more = true;
      while (more) {
        Xml page =
            server
                .ok(server.call("GET", "/" + bucket + walk.query() + "list-type=2&" + where))
                .xml();
        List<String> names = names(page);
        assertThat(page.text("KeyCount")).isEqualTo(Integer.toString(names.size()));
        found.addAll(names);
        more = isFull(page, names, walk);
        if (more) {
          where = "continuation-token=" + Encoding.query(page.text("NextContinuationToken"));
        }
      }
      assertThat(found).as(walk.toString()).isEqualTo(encoded(walk.expected()));
    }
  }

  @Test
  void versionOneComesByEverythingOnce() {
    for (int i = 0; i < WALKS; i++) {
      Walk walk = Walk.any();
      List<String> found = new ArrayList<>();
      String marker = Encoding.query(walk.start());
      boolean more = true;
      while (more) {
        Xml page =
            server.ok(server.call("GET", "/" + bucket + walk.query() + "marker=" + marker)).xml();
        List<String> names = names(page);
        found.addAll(names);
        more = isFull(page, names, walk);
        if (more) {
          String last = walk.delimiter().isEmpty() ? names.getLast() : page.text("NextMarker");
          marker = last.replace("/", "%2F");
        }
      }
      assertThat(found).as(walk.toString()).isEqualTo(encoded(walk.expected()));
    }
  }

  /** A page with more behind it is as long as was asked for. */
  private static boolean isFull(Xml page, List<String> names, Walk walk) {
    boolean truncated = Boolean.parseBoolean(page.text("IsTruncated"));
    if (truncated) {
      assertThat(names).hasSize(walk.most());
    }
    return truncated;
  }

  /** Keys and groups together, in order; in percent-coding the order is another one. */
  private static List<String> names(Xml page) {
    List<String> names = new ArrayList<>(page.texts("Contents", "Key"));
    List<String> groups = page.texts("CommonPrefixes", "Prefix");
    assertThat(names).isSortedAccordingTo(ListPagesIT::compareEncoded);
    assertThat(groups).isSortedAccordingTo(ListPagesIT::compareEncoded).doesNotHaveDuplicates();
    names.addAll(groups);
    names.sort(ListPagesIT::compareEncoded);
    return names;
  }

  private static int compareEncoded(String one, String other) {
    return BYTES.compare(decoded(one), decoded(other));
  }

  private static String decoded(String encoded) {
    return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
  }

  private static List<String> encoded(List<String> names) {
    return names.stream().map(Encoding::path).toList();
  }
}
