package io.sluice.credentials.spark;

import java.io.Serializable;

/** An executor asks the driver for credentials. */
record CredentialsRequest(String executorId) implements Serializable {}
