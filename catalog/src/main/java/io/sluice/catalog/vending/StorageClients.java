package io.sluice.catalog.vending;

import io.sluice.catalog.storage.StorageProfile;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The clients of one storage profile, shared by all who use it.
 *
 * @param s3 signs as the profile's whole identity, unless a request says otherwise
 * @param identity the profile's whole identity
 * @param sts signs as the identity before the last role
 * @param last the role that is assumed last; empty if there is none
 * @param closeables what has to be closed with them
 */
record StorageClients(
    S3Client s3,
    AwsCredentialsProvider identity,
    StsClient sts,
    Optional<StorageProfile.Role> last,
    List<AutoCloseable> closeables) {
  @Override
  public String toString() {
    return "StorageClients(masked)";
  }
}
