package io.sluice.manager.sts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.manager.TestingManager;
import io.sluice.protocol.AssumeRoleRequest;
import io.sluice.protocol.Failure;
import io.sluice.protocol.GetCallerIdentityRequest;
import io.sluice.protocol.Request;
import io.sluice.protocol.RequestToken;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What makes no session, however well it is signed. */
class AssumeRoleTest {
  private static final Request.Builder WANTED =
      Request.newBuilder()
          .setAssumeRole(AssumeRoleRequest.newBuilder().setDurationSeconds(900).setRole("role"));

  private @TempDir Path folder;
  private TestingManager manager;

  @BeforeEach
  void open() {
    manager = TestingManager.open(folder);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void aCommandMakesNone() {
    assertThat(manager.refusal(WANTED.clone()).getCode()).isEqualTo(Failure.Code.UNSUPPORTED_TOKEN);
  }

  @Test
  void aRequestToS3OrOneThatNobodySignedMakesNone() {
    for (RequestToken token :
        new RequestToken[] {
          RequestToken.newBuilder()
              .setScheme(RequestToken.Scheme.SIGV4)
              .setAccessKeyId(TestingManager.ROOT.id())
              .setService("s3")
              .build(),
          RequestToken.newBuilder().setScheme(RequestToken.Scheme.SIGV2).setService("sts").build(),
          RequestToken.getDefaultInstance()
        }) {
      for (Request.Builder request :
          new Request.Builder[] {
            WANTED.clone(),
            Request.newBuilder().setGetCallerIdentity(GetCallerIdentityRequest.getDefaultInstance())
          }) {
        assertThat(
                manager.manager().execute(request.setToken(token).build()).getFailure().getCode())
            .isEqualTo(Failure.Code.UNSUPPORTED_TOKEN);
      }
    }
  }
}
