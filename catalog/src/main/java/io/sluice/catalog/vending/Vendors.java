package io.sluice.catalog.vending;

/** Asks whoever issues credentials for the kind of storage. */
record Vendors(Vendor ofNative, Vendor ofSts) implements Vendor {
  @Override
  public Vended issue(VendRequest request) {
    return vendor(request).issue(request);
  }

  @Override
  public boolean stands(VendRequest request, Vended vended) {
    return vendor(request).stands(request, vended);
  }

  private Vendor vendor(VendRequest request) {
    return switch (request.profile().kind()) {
      case NATIVE -> ofNative;
      case S3 -> ofSts;
    };
  }
}
