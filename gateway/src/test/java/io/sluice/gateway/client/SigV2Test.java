package io.sluice.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The tests' own signer against the examples of <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html">the
 * documentation</a>.
 */
class SigV2Test {
  private static final SigV2 SIGNER =
      new SigV2("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "johnsmith");

  @Test
  void getObject() {
    assertSignature(
        call("GET", "/photos/puppy.jpg").header("Date", "Tue, 27 Mar 2007 19:36:42 +0000"),
        "bWq2s1WEIj+Ydj0vQ697zp+IXMU=");
  }

  @Test
  void putObject() {
    assertSignature(
        call("PUT", "/photos/puppy.jpg")
            .header("Content-Type", "image/jpeg")
            .header("Content-Length", "94328")
            .header("Date", "Tue, 27 Mar 2007 21:15:45 +0000"),
        "MyyxeRY7whkBe+bq8fHCL/2kKUg=");
  }

  @Test
  void listObjects() {
    assertSignature(
        call("GET", "/?prefix=photos&max-keys=50&marker=puppy")
            .header("Date", "Tue, 27 Mar 2007 19:42:41 +0000"),
        "htDYFYduRNen8P9ZfE/s9SuKy0U=");
  }

  @Test
  void getAccessControlList() {
    assertSignature(
        call("GET", "/?acl").header("Date", "Tue, 27 Mar 2007 19:44:46 +0000"),
        "c2WLPFtWHVgbEmeEG93a4cG37dM=");
  }

  @Test
  void putWithMetadata() {
    SigV2 signer = new SigV2(SIGNER.accessKeyId(), SIGNER.secret(), "static.johnsmith.net");
    Call put =
        Call.of("PUT", "/db-backup.dat.gz", "static.johnsmith.net:8080")
            .header("User-Agent", "curl/7.15.5")
            .header("Date", "Tue, 27 Mar 2007 21:06:08 +0000")
            .header("x-amz-acl", "public-read")
            .header("content-type", "application/x-download")
            .header("Content-MD5", "4gJE4saaMU4BqNR0kLY+lw==")
            .header("X-Amz-Meta-ReviewedBy", "joe@johnsmith.net")
            .header("X-Amz-Meta-ReviewedBy", "jane@johnsmith.net")
            .header("X-Amz-Meta-FileChecksum", "0x02661779")
            .header("X-Amz-Meta-ChecksumAlgorithm", "crc32")
            .header("Content-Disposition", "attachment; filename=database.dat")
            .header("Content-Encoding", "gzip")
            .header("Content-Length", "5913339");
    assertThat(signer.sign(put).first("Authorization"))
        .hasValue("AWS AKIAIOSFODNN7EXAMPLE:ilyl83RwaSoYIEdixDQcA4OnAnc=");
  }

  @Test
  void unicodeKey() {
    SigV2 signer = new SigV2(SIGNER.accessKeyId(), SIGNER.secret(), "");
    Call get =
        Call.of("GET", "/dictionary/fran%C3%A7ais/pr%c3%a9f%c3%a8re", "s3.amazonaws.com")
            .header("Date", "Wed, 28 Mar 2007 01:49:49 +0000");
    assertThat(signer.sign(get).first("Authorization"))
        .hasValue("AWS AKIAIOSFODNN7EXAMPLE:DNEZGsoieTZ92F3bUfSPQcbGmlM=");
  }

  @Test
  void presignedUrl() {
    assertThat(SIGNER.presign(call("GET", "/photos/puppy.jpg"), 1_175_139_620).target())
        .isEqualTo(
            "/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1175139620"
                + "&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D");
  }

  private static void assertSignature(Call call, String signature) {
    assertThat(SIGNER.sign(call).first("Authorization"))
        .hasValue("AWS AKIAIOSFODNN7EXAMPLE:" + signature);
  }

  private static Call call(String method, String target) {
    return Call.of(method, target, "johnsmith.s3.amazonaws.com");
  }
}
