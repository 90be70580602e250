package io.sluice.catalog.vending;

import io.sluice.catalog.storage.StorageProfile;

/** Which credentials are wanted; the same ones are the same credentials. */
record VendRequest(StorageProfile profile, Recipient recipient, Scope scope) {}
