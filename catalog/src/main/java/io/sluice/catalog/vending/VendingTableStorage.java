package io.sluice.catalog.vending;

import io.sluice.catalog.access.Actor;
import io.sluice.catalog.storage.Environment;
import io.sluice.catalog.storage.Location;
import io.sluice.catalog.storage.Placement;
import io.sluice.catalog.storage.Places;
import io.sluice.catalog.storage.StorageProfile;
import io.sluice.catalog.storage.StorageProfile.Kind;
import io.sluice.catalog.storage.TableStorage;
import io.sluice.manager.object.OwnObjects;
import io.sluice.manager.session.Sessions;
import io.sluice.store.Bytes;
import io.sluice.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.io.FileIO;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The files of tables in Sluice's own buckets and in storage profiles. All that reaches them, also
 * Sluice itself, does so with credentials that are narrowed to the locations in question.
 */
public final class VendingTableStorage implements TableStorage, AutoCloseable {
  private final VendingOptions options;
  private final Clock clock;
  private final Places places;
  private final AwsClients clients;
  private final VendedCache vended;
  private final ClientProperties properties;
  private final OwnFiles ownFiles;

  /** Takes what it stands on. */
  public VendingTableStorage(
      Places places,
      Sessions sessions,
      OwnObjects ownObjects,
      VendingOptions options,
      Clock clock,
      Environment environment) {
    this.options = options;
    this.clock = clock;
    this.places = places;
    this.clients = new AwsClients(options::requireGateway, environment);
    NativeVendor ofNative = new NativeVendor(sessions, options.lifetime(), clock);
    StsVendor ofSts = new StsVendor(clients, options.lifetime(), clock);
    this.vended = new VendedCache(new Vendors(ofNative, ofSts), clock);
    this.ownFiles = new OwnFiles(ownObjects, options.inlineLimit());
    this.properties = new ClientProperties(options::requirePublicGateway);
  }

  @Override
  public void requireAllowed(Placement placement, String location) {
    StorageProfile profile = places.require(placement, Location.parse(location));
    if (profile.kind() == Kind.NATIVE) {
      var _ = options.requireGateway();
    }
  }

  @Override
  public FileIO open(Placement placement, String location) {
    Location parsed = Location.parse(location);
    StorageProfile profile = places.require(placement, parsed);
    return profile.kind() == Kind.NATIVE
        ? ownFiles.readingFirst(parsed, () -> s3(profile, parsed))
        : open(profile, parsed);
  }

  @Override
  public Optional<Consumer<Transaction.Builder>> addition(
      Placement placement, String location, Map<String, Bytes> files) {
    StorageProfile profile = places.require(placement, Location.parse(location));
    return profile.kind() == Kind.NATIVE ? ownFiles.addition(location, files) : Optional.empty();
  }

  /** The same where it is known already which profile it is. */
  FileIO open(StorageProfile profile, Location location) {
    S3FileIO files = s3(profile, location);
    return profile.narrows() ? files : new ScopedFileIO(files, location);
  }

  private S3FileIO s3(StorageProfile profile, Location location) {
    S3Client client = client(profile, location);
    S3FileIO files = new S3FileIO(() -> client);
    files.initialize(Map.of());
    return files;
  }

  /** A client that can do what it does only in a location, where the store can be told so. */
  S3Client client(StorageProfile profile, Location location) {
    S3Client shared = clients.of(profile).s3();
    if (!profile.narrows()) {
      return new NarrowedS3Client(shared, clients.of(profile).identity());
    }
    VendRequest request =
        new VendRequest(profile, Recipient.SLUICE, new Scope(List.of(location), true));
    return new NarrowedS3Client(shared, () -> vended.get(request).aws());
  }

  @Override
  public Access access(Actor actor, Files files, Delegation delegation) {
    List<Location> locations = ClientProperties.parse(files.locations());
    StorageProfile profile = places.require(files.placement(), locations);
    return switch (delegation.mode()) {
      case NONE -> new Access(properties.place(profile), List.of());
      case REMOTE_SIGNING -> new Access(properties.signing(profile, files), List.of());
      case VENDED_CREDENTIALS -> {
        Vended credentials =
            vended.get(
                new VendRequest(
                    profile,
                    Recipient.of(actor, files.securable(), delegation.write()),
                    new Scope(locations, delegation.write())));
        Map<String, String> config = properties.vended(profile, files, credentials);
        yield new Access(
            config, List.of(new Credential(ClientProperties.prefix(files.locations()), config)));
      }
    };
  }

  /** What signs requests for the files of tables. */
  public RemoteSigner signer() {
    return new RemoteSigner(places, this::signingCredentials, options::requirePublicGateway, clock);
  }

  private AwsCredentials signingCredentials(
      StorageProfile profile, Actor actor, Files files, Scope scope) {
    if (!profile.narrows()) {
      return clients.of(profile).identity().resolveCredentials();
    }
    Recipient recipient = Recipient.of(actor, files.securable(), scope.write());
    if (profile.kind() == Kind.NATIVE && recipient.equals(Recipient.SLUICE)) {
      throw new ForbiddenException("Forbidden");
    }
    return vended.get(new VendRequest(profile, recipient, scope)).aws();
  }

  /** Renews at once what should be; for those who move the clock. */
  void sweep() {
    vended.sweep();
  }

  @Override
  public void close() {
    vended.close();
    clients.close();
  }
}
