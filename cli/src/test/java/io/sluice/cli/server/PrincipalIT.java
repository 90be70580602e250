package io.sluice.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.cli.SluiceProcess;
import io.sluice.cli.SluiceProcess.Outcome;
import io.sluice.manager.secret.AccessKey;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

class PrincipalIT {
  @TempDir private static Path folder;
  private static SluiceProcess server;

  @BeforeAll
  static void start() {
    server = SluiceProcess.server(folder.resolve("data"));
    try (S3Client s3 = server.s3()) {
      s3.createBucket(b -> b.bucket("bucket"));
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aNewPrincipalMayDoWhatItsPolicySaysAndNothingElse() {
    AccessKey reader = create("reader", "--policy", "readonly");
    try (S3Client s3 = server.s3(reader)) {
      assertThat(s3.listObjectsV2(b -> b.bucket("bucket")).isTruncated()).isFalse();
      assertError(() -> put(s3), "AccessDenied");
    }
    AccessKey nobody = create("nobody");
    try (S3Client s3 = server.s3(nobody)) {
      assertError(() -> s3.listObjectsV2(b -> b.bucket("bucket")), "AccessDenied");
    }
  }

  @Test
  void theVeryNextRequestObeysWhatHasChanged() {
    AccessKey first = create("changing", "--policy", "readwrite");
    try (S3Client s3 = server.s3(first)) {
      put(s3);

      succeed("principal", "policy", "changing", "none");
      assertError(() -> put(s3), "AccessDenied");
      succeed("principal", "policy", "changing", "readwrite");
      put(s3);

      succeed("principal", "disable", "changing");
      assertError(() -> put(s3), "InvalidAccessKeyId");
      succeed("principal", "enable", "changing");
      put(s3);

      AccessKey second = key(succeed("principal", "rotate", "changing"));
      assertThat(second.id()).isEqualTo(first.id());
      assertError(() -> put(s3), "SignatureDoesNotMatch");
      try (S3Client rotated = server.s3(second)) {
        put(rotated);
        succeed("principal", "delete", "changing");
        assertError(() -> put(rotated), "InvalidAccessKeyId");
      }
    }
  }

  @Test
  void principalsAreListedAndShownWithoutSecrets() {
    AccessKey key = create("shown", "--policy", "readonly");

    assertThat(succeed("principal", "list")).contains("shown").contains(key.id());
    assertThat(succeed("principal", "show", "shown"))
        .contains(key.id())
        .contains("enabled")
        .contains("s3:Get*")
        .doesNotContain(key.secret());
  }

  @Test
  void whatCannotBeDoneIsOneClearLine() {
    create("twice");

    assertFails(
        server.runHere("principal", "create", "twice"), 1, "there is a principal 'twice' already");
    assertFails(
        server.runHere("principal", "show", "missing"), 1, "there is no principal 'missing'");
    assertFails(
        server.runHere("principal", "create", "x", "--policy", "no-such-file"),
        2,
        "no-such-file is neither readonly, readwrite, none nor a file that can be read");
    assertFails(server.runHere("principal", "create"), 2, "Missing required parameter: 'NAME'");
    assertFails(
        server.runHere("principal", "list", "--manager", "127.0.0.1:1"),
        1,
        "no server answers at 127.0.0.1:1");
  }

  @Test
  void onlyTheRootMayChangePrincipals() {
    AccessKey writer = create("writer", "--policy", "readwrite");

    Outcome outcome =
        SluiceProcess.run(
            Map.of(
                "SLUICE_ROOT_ACCESS_KEY_ID", writer.id(),
                "SLUICE_ROOT_SECRET_ACCESS_KEY", writer.secret()),
            "principal",
            "list",
            "--manager",
            "127.0.0.1:" + server.managerPort());

    assertFails(outcome, 1, "access denied");
  }

  private static AccessKey create(String name, String... options) {
    String[] command = new String[3 + options.length];
    command[0] = "principal";
    command[1] = "create";
    command[2] = name;
    System.arraycopy(options, 0, command, 3, options.length);
    return key(succeed(command));
  }

  private static AccessKey key(String out) {
    return new AccessKey(field(out, "access key"), field(out, "secret key"));
  }

  private static String field(String out, String name) {
    Matcher matcher = Pattern.compile(name + " +(\\S+)").matcher(out);
    assertThat(matcher.find()).as(out).isTrue();
    return matcher.group(1);
  }

  private static String succeed(String... arguments) {
    Outcome outcome = server.runHere(arguments);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    return outcome.out();
  }

  private static void assertFails(Outcome outcome, int exitCode, String message) {
    assertThat(outcome.err()).contains(message).hasLineCount(1);
    assertThat(outcome.exitCode()).isEqualTo(exitCode);
  }

  private static void put(S3Client s3) {
    s3.putObject(b -> b.bucket("bucket").key("key"), RequestBody.fromString("value"));
  }

  private static void assertError(Runnable call, String code) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }
}
