package io.sluice.catalog.storage;

import io.sluice.catalog.record.StorageProfileRecord;
import io.sluice.catalog.storage.StorageProfile.Identity;
import io.sluice.catalog.storage.StorageProfile.Kind;
import io.sluice.catalog.storage.StorageProfile.Role;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import java.nio.file.Path;
import java.util.Optional;

/** Storage profiles as the store holds them. */
final class ProfileRecords {
  private ProfileRecords() {}

  static StorageProfileRecord of(StorageProfile profile) {
    StorageProfileRecord.Builder record =
        StorageProfileRecord.newBuilder()
            .setName(profile.name())
            .setKind(
                switch (profile.kind()) {
                  case NATIVE -> StorageProfileRecord.Kind.NATIVE;
                  case S3 -> StorageProfileRecord.Kind.S3;
                })
            .setRegion(profile.region())
            .setEndpoint(profile.endpoint().orElse(""))
            .setPathStyle(profile.pathStyle())
            .setStsEndpoint(profile.stsEndpoint().orElse(""))
            .setWithoutSts(profile.withoutSts());
    profile.prefixes().forEach(prefix -> record.addPrefixes(prefix.toString()));
    switch (profile.identity()) {
      case Identity.DefaultChain() ->
          record.setDefaultChain(StorageProfileRecord.DefaultChain.getDefaultInstance());
      case Identity.StaticKeys(SecretReference id, SecretReference secret) ->
          record.setStaticKeys(
              StorageProfileRecord.StaticKeys.newBuilder()
                  .setAccessKeyId(id.text())
                  .setSecretAccessKey(secret.text()));
      case Identity.WebIdentity(String role, Path file) ->
          record.setWebIdentity(
              StorageProfileRecord.WebIdentity.newBuilder()
                  .setRoleArn(role)
                  .setTokenFile(file.toString()));
    }
    for (Role role : profile.roles()) {
      record.addRoles(
          StorageProfileRecord.Role.newBuilder()
              .setArn(role.arn())
              .setExternalId(role.externalId().orElse("")));
    }
    return record.build();
  }

  static StorageProfile profile(StorageProfileRecord record) {
    return new StorageProfile(
        record.getName(),
        record.getPrefixesList().stream().map(Location::parse).toList(),
        switch (record.getKind()) {
          case NATIVE -> Kind.NATIVE;
          case S3 -> Kind.S3;
          case UNKNOWN, UNRECOGNIZED -> throw unknown(record);
        },
        record.getRegion(),
        optional(record.getEndpoint()),
        record.getPathStyle(),
        identity(record),
        record.getRolesList().stream()
            .map(role -> new Role(role.getArn(), optional(role.getExternalId())))
            .toList(),
        optional(record.getStsEndpoint()),
        record.getWithoutSts());
  }

  private static Identity identity(StorageProfileRecord record) {
    return switch (record.getIdentityCase()) {
      case DEFAULT_CHAIN -> new Identity.DefaultChain();
      case STATIC_KEYS ->
          new Identity.StaticKeys(
              SecretReference.parse(record.getStaticKeys().getAccessKeyId()),
              SecretReference.parse(record.getStaticKeys().getSecretAccessKey()));
      case WEB_IDENTITY ->
          new Identity.WebIdentity(
              record.getWebIdentity().getRoleArn(),
              Path.of(record.getWebIdentity().getTokenFile()));
      case IDENTITY_NOT_SET -> throw unknown(record);
    };
  }

  private static Optional<String> optional(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static StoreException unknown(StorageProfileRecord record) {
    return new StoreException(
        StoreError.CORRUPT,
        "the storage profile '%s' is of no known kind".formatted(record.getName()),
        null);
  }
}
