/** Credentials for Hadoop's S3A file system. */
@NullMarked
package io.sluice.credentials.s3a;

import org.jspecify.annotations.NullMarked;
