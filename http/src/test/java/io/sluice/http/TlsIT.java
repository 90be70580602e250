package io.sluice.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.sluice.http.Content.FileRange;
import io.sluice.http.ListenException.Reason;
import io.sluice.http.RawClient.End;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted connections. */
final class TlsIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

  private Tls tls = new Tls(Path.of(""), Path.of(""));
  private X509Certificate trusted = certificate("unused").getCertificate();

  @BeforeEach
  void write(@TempDir Path directory) throws IOException {
    tls = new Tls(directory.resolve("certificates.pem"), directory.resolve("key.pem"));
    trusted = install(certificate("first"));
  }

  private static X509Bundle certificate(String name) {
    try {
      return new CertificateBuilder()
          .subject("CN=" + name)
          .setIsCertificateAuthority(true)
          .algorithm(CertificateBuilder.Algorithm.ecp256)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate install(X509Bundle bundle) throws IOException {
    Files.writeString(tls.certificates(), bundle.getCertificatePEM());
    Files.writeString(tls.key(), bundle.getPrivateKeyPEM());
    return bundle.getCertificate();
  }

  private HttpOptions options() {
    return TestingServer.options().withTls(tls);
  }

  private SSLSocket socket(TestingServer server) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("server", trusted);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.server().port());
  }

  private RawClient connect(TestingServer server) throws Exception {
    return new RawClient(socket(server));
  }

  @Test
  void requestsAndAnswersPass() throws Exception {
    byte[] body = new byte[400_000];
    new Random(1).nextBytes(body);
    try (TestingServer server =
            TestingServer.start(
                options(),
                exchange ->
                    exchange.secure()
                        ? Response.of(200, Headers.NONE, exchange.body().readAllBytes())
                        : Response.empty(400, Headers.NONE));
        RawClient client = connect(server)) {
      for (int i = 0; i < 3; i++) {
        client.send("PUT //a HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length + "\r\n\r\n");
        assertThat(client.send(body).response().text().equals(new String(body, ISO_8859_1)))
            .isTrue();
      }
    }
  }

  @Test
  void rangesOfFilesArriveByteForByte(@TempDir Path directory) throws Exception {
    byte[] bytes = new byte[700_000];
    new Random(1).nextBytes(bytes);
    Path file = Files.write(directory.resolve("file"), bytes);
    OpenFiles files = new OpenFiles();
    Content.Files content =
        new Content.Files(
            List.of(
                new FileRange(() -> files.open(file), 100_000, 600_000),
                new FileRange(() -> files.open(file), 0, bytes.length)));
    String expected =
        new String(bytes, 100_000, 600_000, ISO_8859_1) + new String(bytes, ISO_8859_1);
    try (TestingServer server =
            TestingServer.start(options(), _ -> new Response(200, Headers.NONE, content));
        RawClient client = connect(server)) {
      assertThat(client.send(GET).response().text().equals(expected)).isTrue();
      assertThat(client.send(GET).response().text().equals(expected)).isTrue();
      Eventually.eventually("files are closed", () -> files.open() == 0);
    }
  }

  @Test
  void certificateIsReadAgainWithoutARestart() throws Exception {
    try (TestingServer server = TestingServer.start(options(), TestingHandler.answering("served"));
        RawClient before = connect(server)) {
      assertThat(before.send(GET).response().text()).isEqualTo("served");
      X509Certificate first = trusted;
      trusted = install(certificate("second"));
      assertThatThrownBy(() -> connect(server).send(GET)).isInstanceOf(SSLException.class);
      server.server().reloadTls();
      try (RawClient after = connect(server)) {
        assertThat(after.send(GET).response().text()).isEqualTo("served");
      }
      assertThat(before.send(GET).response().text()).isEqualTo("served");

      Files.writeString(tls.key(), "no key");
      assertThatExceptionOfType(ListenException.class)
          .isThrownBy(server.server()::reloadTls)
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TLS_FILES));
      try (RawClient still = connect(server)) {
        assertThat(still.send(GET).response().text()).isEqualTo("served");
      }
      assertThat(trusted).isNotEqualTo(first);
    }
  }

  @Test
  void filesThatCannotBeUsedAreToldInOneLine() throws IOException {
    Files.delete(tls.key());
    assertThatExceptionOfType(ListenException.class)
        .isThrownBy(() -> HttpServer.start(options(), TestingHandler.answering("")))
        .withMessageContaining("cannot use certificate " + tls.certificates())
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TLS_FILES));
  }

  @Test
  void plainTextOnATlsPortIsNotServed() throws Exception {
    try (TestingServer server = TestingServer.start(options(), TestingHandler.answering("served"));
        RawClient client = server.connect()) {
      client.send(GET);
      client.end();
      assertThat(server.observer().finished()).isEmpty();
    }
  }

  @Test
  void earlyAnswerCanBeReadByAClientThatSendsOn() throws Exception {
    byte[] body = new byte[2 << 20];
    try (TestingServer server =
            TestingServer.start(options(), _ -> Response.empty(403, Headers.NONE));
        RawClient client = connect(server)) {
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length + "\r\n\r\n");
      client.send(body);
      assertThat(client.response().status()).isEqualTo(403);
      assertThat(client.end()).isEqualTo(End.CLOSED);
    }
  }

  @Test
  void answerThatFailsDoesNotEndWithAProperGoodBye() throws Exception {
    Content.Streamed failing =
        new Content.Streamed(
            Content.Streamed.UNKNOWN_LENGTH,
            out -> {
              out.write(new byte[100]);
              out.flush();
              throw new IOException("the disk is gone");
            });
    try (LogWatch _ = new LogWatch();
        TestingServer server =
            TestingServer.start(options(), _ -> new Response(200, Headers.NONE, failing));
        RawClient client = connect(server)) {
      client.send("GET / HTTP/1.0\r\n\r\n");
      assertThatThrownBy(client::response).isInstanceOf(IOException.class);
    }
  }

  @Test
  void connectionEndsWithAProperGoodByeOtherwise() throws Exception {
    Content.Streamed whole =
        new Content.Streamed(
            Content.Streamed.UNKNOWN_LENGTH,
            out -> {
              out.write("whole".getBytes(ISO_8859_1));
              out.flush();
            });
    try (TestingServer server =
            TestingServer.start(options(), _ -> new Response(200, Headers.NONE, whole));
        RawClient client = connect(server)) {
      assertThat(client.send("GET / HTTP/1.0\r\n\r\n").response().text()).isEqualTo("whole");
    }
  }

  @Test
  void handshakeThatDoesNotComeEndsTheConnection() throws Exception {
    HttpOptions options = options().withTimeouts(TestingServer.LONG, Duration.ofMillis(100));
    try (TestingServer server = TestingServer.start(options, TestingHandler.answering(""));
        RawClient client = server.connect()) {
      client.end();
    }
  }

  @Test
  void wrappedFilesAreCopied(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "content");
    Content.Files content =
        new Content.Files(
            List.of(new FileRange(() -> new WrappedChannel(FileChannel.open(file)), 0, 7)));
    try (TestingServer server =
            TestingServer.start(options(), _ -> new Response(200, Headers.NONE, content));
        RawClient client = connect(server)) {
      assertThat(client.send(GET).response().text()).isEqualTo("content");
    }
  }
}
