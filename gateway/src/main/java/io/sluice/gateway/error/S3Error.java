package io.sluice.gateway.error;

/**
 * The error codes of Amazon S3 that the gateway answers with, each with its HTTP status and its
 * usual message.
 *
 * <p>Follows <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">the list
 * of error codes</a>.
 */
public enum S3Error {
  ACCESS_CONTROL_LIST_NOT_SUPPORTED(
      400, "AccessControlListNotSupported", "The bucket does not allow ACLs"),
  ACCESS_DENIED(403, "AccessDenied", "Access Denied"),
  ACCESS_FORBIDDEN(403, "AccessForbidden", "CORSResponse: CORS is not enabled for this bucket."),
  AUTHORIZATION_HEADER_MALFORMED(
      400, "AuthorizationHeaderMalformed", "The authorization header is malformed."),
  AUTHORIZATION_QUERY_PARAMETERS_ERROR(
      400,
      "AuthorizationQueryParametersError",
      "The authorization query parameters are not valid."),
  BAD_DIGEST(400, "BadDigest", "The Content-MD5 you specified did not match what we received."),
  BAD_REQUEST(400, "BadRequest", "Bad Request"),
  BUCKET_ALREADY_EXISTS(
      409,
      "BucketAlreadyExists",
      "The requested bucket name is not available. The bucket namespace is shared by all users of"
          + " the system. Please select a different name and try again."),
  BUCKET_ALREADY_OWNED_BY_YOU(
      409,
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it."),
  BUCKET_NOT_EMPTY(409, "BucketNotEmpty", "The bucket you tried to delete is not empty"),
  ENTITY_TOO_LARGE(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size"),
  ENTITY_TOO_SMALL(
      400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size"),
  EXPIRED_TOKEN(400, "ExpiredToken", "The provided token has expired."),
  ILLEGAL_LOCATION_CONSTRAINT(
      400,
      "IllegalLocationConstraintException",
      "The location constraint is incompatible for the region specific endpoint this request was"
          + " sent to."),
  INCOMPLETE_BODY(
      400,
      "IncompleteBody",
      "You did not provide the number of bytes specified by the Content-Length HTTP header"),
  INSUFFICIENT_STORAGE(507, "InsufficientStorage", "There is no space left to store this."),
  INTERNAL_ERROR(500, "InternalError", "We encountered an internal error. Please try again."),
  INVALID_ACCESS_KEY_ID(
      403,
      "InvalidAccessKeyId",
      "The AWS Access Key Id you provided does not exist in our records."),
  INVALID_ARGUMENT(400, "InvalidArgument", "Invalid Argument"),
  INVALID_BUCKET_NAME(400, "InvalidBucketName", "The specified bucket is not valid."),
  INVALID_CHUNK_SIZE(
      400,
      "InvalidChunkSizeError",
      "Only the last chunk is allowed to have a size less than 8192 bytes"),
  INVALID_DIGEST(400, "InvalidDigest", "The Content-MD5 you specified was invalid."),
  INVALID_LOCATION_CONSTRAINT(
      400, "InvalidLocationConstraint", "The specified location-constraint is not valid"),
  INVALID_PART(
      400,
      "InvalidPart",
      "One or more of the specified parts could not be found.  The part may not have been"
          + " uploaded, or the specified entity tag may not match the part's entity tag."),
  INVALID_PART_NUMBER(416, "InvalidPartNumber", "The requested partnumber is not satisfiable"),
  INVALID_PART_ORDER(
      400,
      "InvalidPartOrder",
      "The list of parts was not in ascending order. Parts must be ordered by part number."),
  INVALID_RANGE(416, "InvalidRange", "The requested range is not satisfiable"),
  INVALID_REQUEST(400, "InvalidRequest", "Invalid Request"),
  INVALID_STORAGE_CLASS(400, "InvalidStorageClass", "The storage class you specified is not valid"),
  INVALID_TAG(400, "InvalidTag", "The tag provided was not a valid tag."),
  INVALID_TOKEN(400, "InvalidToken", "The provided token is malformed or otherwise invalid."),
  INVALID_URI(400, "InvalidURI", "Couldn't parse the specified URI."),
  KEY_TOO_LONG(400, "KeyTooLongError", "Your key is too long"),
  MALFORMED_POLICY(400, "MalformedPolicy", "Policies must be valid JSON"),
  MALFORMED_TRAILER(
      400,
      "MalformedTrailerError",
      "The request contained trailing data that was not well-formed or did not conform to our"
          + " published schema."),
  MALFORMED_XML(
      400,
      "MalformedXML",
      "The XML you provided was not well-formed or did not validate against our published schema"),
  MAX_MESSAGE_LENGTH_EXCEEDED(400, "MaxMessageLengthExceeded", "Your request was too big."),
  METADATA_TOO_LARGE(
      400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size"),
  METHOD_NOT_ALLOWED(
      405, "MethodNotAllowed", "The specified method is not allowed against this resource."),
  MISSING_CONTENT_LENGTH(
      411, "MissingContentLength", "You must provide the Content-Length HTTP header."),
  NO_SUCH_BUCKET(404, "NoSuchBucket", "The specified bucket does not exist"),
  NO_SUCH_BUCKET_POLICY(404, "NoSuchBucketPolicy", "The bucket policy does not exist"),
  NO_SUCH_KEY(404, "NoSuchKey", "The specified key does not exist."),
  NO_SUCH_UPLOAD(
      404,
      "NoSuchUpload",
      "The specified upload does not exist. The upload ID may be invalid, or the upload may have"
          + " been aborted or completed."),
  NO_SUCH_VERSION(404, "NoSuchVersion", "The specified version does not exist."),
  NOT_IMPLEMENTED(
      501,
      "NotImplemented",
      "A header or query you provided implies functionality that is not implemented"),
  NOT_MODIFIED(304, "NotModified", "Not Modified"),
  OPERATION_ABORTED(
      409,
      "OperationAborted",
      "A conflicting conditional operation is currently in progress against this resource. Please"
          + " try again."),
  PRECONDITION_FAILED(
      412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"),
  REQUEST_HEADER_SECTION_TOO_LARGE(
      400,
      "RequestHeaderSectionTooLarge",
      "Your request header section exceeds the maximum allowed request header section size"),
  REQUEST_TIMEOUT(
      400,
      "RequestTimeout",
      "Your socket connection to the server was not read from or written to within the timeout"
          + " period."),
  REQUEST_TIME_TOO_SKEWED(
      403,
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large."),
  SERVICE_UNAVAILABLE(503, "ServiceUnavailable", "Service is unable to handle request."),
  SIGNATURE_DOES_NOT_MATCH(
      403,
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your"
          + " key and signing method."),
  SLOW_DOWN(503, "SlowDown", "Please reduce your request rate."),
  UNEXPECTED_CONTENT(400, "UnexpectedContent", "This request does not support content"),
  X_AMZ_CONTENT_SHA256_MISMATCH(
      400,
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.");

  private final int status;
  private final String code;
  private final String message;

  S3Error(int status, String code, String message) {
    this.status = status;
    this.code = code;
    this.message = message;
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public String message() {
    return message;
  }
}
