package io.sluice.manager;

import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.secret.MasterKey;
import java.time.Duration;

/**
 * What a manager is told when it starts.
 *
 * @param root may do everything; it is not in the store
 * @param masterKey seals the secrets in the store
 * @param region where buckets are said to be
 * @param inlineLimit objects up to so many bytes are kept in the store
 * @param lease for how long staged bytes are safe without a renewal
 * @param garbageGrace for how long discarded bytes can still be read
 * @param reapEvery how often it is looked for bytes to remove
 */
public record ManagerOptions(
    AccessKey root,
    MasterKey masterKey,
    String region,
    int inlineLimit,
    Duration lease,
    Duration garbageGrace,
    Duration reapEvery) {}
