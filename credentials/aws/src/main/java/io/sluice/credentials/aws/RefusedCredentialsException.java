package io.sluice.credentials.aws;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * A service refused credentials and others have been put in their place, so that the client's retry
 * strategy may send the request again. Only seen where the client does not retry at all.
 */
final class RefusedCredentialsException extends AwsServiceException {
  private static final long serialVersionUID = 1;

  private RefusedCredentialsException(AwsServiceException.Builder builder) {
    super(builder);
  }

  static RefusedCredentialsException of(String code, SdkHttpResponse response) {
    String message = "the service refused the credentials; fresh ones are ready";
    return new RefusedCredentialsException(
        AwsServiceException.builder()
            .statusCode(response.statusCode())
            .message(message)
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode(code)
                    .errorMessage(message)
                    .serviceName("any")
                    .sdkHttpResponse(response)
                    .build()));
  }

  @Override
  public boolean isRetryableException() {
    return true;
  }
}
