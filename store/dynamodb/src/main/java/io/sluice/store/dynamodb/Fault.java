package io.sluice.store.dynamodb;

import java.util.List;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.RequestLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/** What a failed request means. */
enum Fault {
  /** A condition in the request did not hold. */
  CONDITION,
  /** Another request was at the same items; nothing was done. */
  COLLISION,
  /** DynamoDB takes no more at the moment; nothing was done. */
  THROTTLED,
  /** No answer, or one that says nothing: it may or may not have been done. */
  UNANSWERED,
  /** There is no such table, or this program may not use it. */
  NOT_ACCESSIBLE,
  /** Anything else, which trying again does not change. */
  OTHER;

  private static final String CONDITION_FAILED = "ConditionalCheckFailed";
  private static final String COLLIDED = "TransactionConflict";
  private static final Set<String> THROTTLES =
      Set.of("ProvisionedThroughputExceeded", "ThrottlingError");
  private static final Set<String> NOT_ALLOWED =
      Set.of(
          "AccessDeniedException",
          "UnrecognizedClientException",
          "InvalidSignatureException",
          "IncompleteSignatureException",
          "MissingAuthenticationTokenException",
          "MissingAuthenticationToken",
          "ExpiredTokenException",
          "InvalidClientTokenId");

  static Fault of(SdkException e) {
    return switch (e) {
      case TransactionCanceledException cancelled -> of(cancelled);
      case ConditionalCheckFailedException _ -> CONDITION;
      case TransactionConflictException _ -> COLLISION;
      // this very request is being worked on: how it ends is not known yet
      case TransactionInProgressException _ -> UNANSWERED;
      case ProvisionedThroughputExceededException _ -> THROTTLED;
      case RequestLimitExceededException _ -> THROTTLED;
      case ThrottlingException _ -> THROTTLED;
      case ResourceNotFoundException _ -> NOT_ACCESSIBLE;
      case AwsServiceException answer -> ofAnswer(answer);
      case SdkClientException failure -> isCredentials(failure) ? NOT_ACCESSIBLE : UNANSWERED;
      default -> UNANSWERED;
    };
  }

  private static Fault ofAnswer(AwsServiceException e) {
    if (e.isThrottlingException()) {
      return THROTTLED;
    }
    if (e.statusCode() >= 500) {
      return UNANSWERED;
    }
    boolean refused =
        e.awsErrorDetails() != null && NOT_ALLOWED.contains(e.awsErrorDetails().errorCode());
    return refused ? NOT_ACCESSIBLE : OTHER;
  }

  /**
   * A transaction is cancelled for a reason for each of its items. One that a condition refused is
   * not saved by trying again, whatever else was in its way.
   */
  private static Fault of(TransactionCanceledException e) {
    List<String> codes = e.cancellationReasons().stream().map(CancellationReason::code).toList();
    if (codes.contains(CONDITION_FAILED)) {
      return CONDITION;
    }
    if (codes.stream().anyMatch(THROTTLES::contains)) {
      return THROTTLED;
    }
    return codes.contains(COLLIDED) ? COLLISION : OTHER;
  }

  /** The SDK has no class for this one. */
  private static boolean isCredentials(SdkClientException e) {
    String message = e.getMessage();
    return message != null && message.startsWith("Unable to load credentials");
  }

  /** Which of a transaction's items a condition refused, or -1. */
  static int refusedItem(TransactionCanceledException e) {
    List<CancellationReason> reasons = e.cancellationReasons();
    for (int i = 0; i < reasons.size(); i++) {
      if (CONDITION_FAILED.equals(reasons.get(i).code())) {
        return i;
      }
    }
    return -1;
  }
}
