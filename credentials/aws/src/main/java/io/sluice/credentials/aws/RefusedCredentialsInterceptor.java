package io.sluice.credentials.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.signer.AwsSignerExecutionAttribute;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Where a service refuses credentials of a {@link PrefetchingCredentialsProvider} (ExpiredToken and
 * its kin), withdraws them and has the request sent once more with fresh ones. The SDK by itself
 * would sign every retry with what the first attempt used.
 *
 * <p>Every SDK client finds it on the class path by itself. It does nothing for credentials that
 * come from elsewhere, nor where no better ones can be had; so a request is retried once for each
 * time that its credentials could be replaced.
 */
public final class RefusedCredentialsInterceptor implements ExecutionInterceptor {
  private static final int MAX_ERROR_BYTES = 64 << 10;

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    Optional<InputStream> body = context.responseBody();
    SdkHttpResponse response = context.httpResponse();
    PrefetchingCredentialsProvider provider = providerOf(response, attributes);
    if (provider == null || body.isEmpty()) {
      return body;
    }
    InputStream rest = body.get();
    byte[] start = readStart(rest);
    String code = RefusedCodes.find(new String(start, StandardCharsets.UTF_8));
    if (code != null && RefusedCodes.contains(code) && replace(provider, attributes)) {
      throw RefusedCredentialsException.of(code, response);
    }
    return Optional.of(new SequenceInputStream(new ByteArrayInputStream(start), rest));
  }

  @Override
  public Optional<Publisher<ByteBuffer>> modifyAsyncHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    SdkHttpResponse response = context.httpResponse();
    PrefetchingCredentialsProvider provider = providerOf(response, attributes);
    if (provider == null) {
      return context.responsePublisher();
    }
    return context
        .responsePublisher()
        .map(
            body ->
                subscriber ->
                    body.subscribe(
                        new RefusalSubscriber(
                            subscriber,
                            MAX_ERROR_BYTES,
                            code -> replaceLater(provider, attributes, code, response))));
  }

  /**
   * The provider that made the credentials of a refused request; null where that is none of ours.
   */
  private static @Nullable PrefetchingCredentialsProvider providerOf(
      SdkHttpResponse response, ExecutionAttributes attributes) {
    AwsCredentials used = response.isSuccessful() ? null : credentials(attributes);
    return used == null || used.accessKeyId() == null
        ? null
        : PrefetchingCredentialsProvider.withAccessKey(used.accessKeyId());
  }

  private static boolean replace(
      PrefetchingCredentialsProvider provider, ExecutionAttributes attributes) {
    AwsCredentials used = credentials(attributes);
    if (used == null) {
      return false;
    }
    PrefetchingCredentialsProvider.invalidateEverywhere(used.accessKeyId());
    try {
      return replace(used, provider.resolveCredentials(), attributes);
    } catch (SdkException unavailable) {
      return false; // the service's own error tells the caller more; ours is in the log
    }
  }

  /** The same without waiting: the exception to fail with, or null to go on with the response. */
  private static CompletableFuture<@Nullable Throwable> replaceLater(
      PrefetchingCredentialsProvider provider,
      ExecutionAttributes attributes,
      @Nullable String code,
      SdkHttpResponse response) {
    AwsCredentials used = credentials(attributes);
    if (code == null || !RefusedCodes.contains(code) || used == null) {
      return CompletableFuture.completedFuture(null);
    }
    PrefetchingCredentialsProvider.invalidateEverywhere(used.accessKeyId());
    return provider
        .resolveIdentity()
        .handle(
            (fresh, unavailable) ->
                unavailable == null && replace(used, (AwsCredentials) fresh, attributes)
                    ? RefusedCredentialsException.of(code, response)
                    : null);
  }

  private static boolean replace(
      AwsCredentials used, AwsCredentials fresh, ExecutionAttributes attributes) {
    if (fresh.accessKeyId().equals(used.accessKeyId())) {
      return false;
    }
    sign(attributes, fresh);
    return true;
  }

  @SuppressWarnings("deprecation") // the one public way to reach what the next attempt signs with
  private static @Nullable AwsCredentials credentials(ExecutionAttributes attributes) {
    return attributes.getAttribute(AwsSignerExecutionAttribute.AWS_CREDENTIALS);
  }

  @SuppressWarnings("deprecation") // as above
  private static void sign(ExecutionAttributes attributes, AwsCredentials credentials) {
    attributes.putAttribute(AwsSignerExecutionAttribute.AWS_CREDENTIALS, credentials);
  }

  private static byte[] readStart(InputStream body) {
    try {
      return body.readNBytes(MAX_ERROR_BYTES);
    } catch (IOException failure) {
      throw SdkClientException.create("the error response broke off", failure);
    }
  }
}
