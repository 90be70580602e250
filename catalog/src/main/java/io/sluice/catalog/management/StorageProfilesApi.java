package io.sluice.catalog.management;

import static io.sluice.catalog.access.Privilege.SERVICE_MANAGE_ACCESS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.catalog.storage.Location;
import io.sluice.catalog.storage.StorageProfile;
import io.sluice.catalog.storage.StorageProfiles;
import io.sluice.catalog.vending.StorageCheck;
import io.sluice.catalog.vending.StorageCheck.Outcome;
import io.sluice.catalog.vending.StorageCheck.Step;
import io.sluice.http.Response;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NotFoundException;

/** The storage profiles: where tables can lie, and by which identity that is reached. */
final class StorageProfilesApi {
  private static final String PROFILE = "storageProfile";

  private final StorageProfiles profiles;
  private final StorageCheck check;

  StorageProfilesApi(StorageProfiles profiles, StorageCheck check) {
    this.profiles = profiles;
    this.check = check;
  }

  Response list(Call call) {
    call.require(SERVICE_MANAGE_ACCESS);
    return Entity.list("storageProfiles", profiles.list(), StorageProfileForm::show);
  }

  Response create(Call call) throws IOException {
    call.require(SERVICE_MANAGE_ACCESS);
    JsonNode given = Json.object(call.body(), PROFILE);
    StorageProfile profile = StorageProfileForm.read(Json.string(given, "name"), given);
    profiles.create(profile);
    return Json.respond(201, StorageProfileForm.show(profile));
  }

  Response get(Call call) {
    call.require(SERVICE_MANAGE_ACCESS);
    return Json.respond(200, StorageProfileForm.show(find(call)));
  }

  Response replace(Call call) throws IOException {
    call.require(SERVICE_MANAGE_ACCESS);
    String name = find(call).name();
    JsonNode given = Json.object(call.body(), PROFILE);
    if (!Json.optionalString(given, "name").orElse(name).equals(name)) {
      throw new BadRequestException("a storage profile keeps its name");
    }
    StorageProfile profile = StorageProfileForm.read(name, given);
    profiles.put(profile);
    return Json.respond(200, StorageProfileForm.show(profile));
  }

  Response delete(Call call) {
    call.require(SERVICE_MANAGE_ACCESS);
    String name = call.name("profile");
    if (!profiles.remove(name)) {
      throw unknown(name);
    }
    return Entity.gone();
  }

  /** Answers with what came of each step, also where one has failed. */
  Response test(Call call) throws IOException {
    call.require(SERVICE_MANAGE_ACCESS);
    StorageProfile profile = find(call);
    Location location =
        Json.optionalString(call.body(), "location")
            .map(Location::parse)
            .or(() -> profile.prefixes().stream().findFirst())
            .orElseThrow(
                () ->
                    new BadRequestException(
                        "the storage profile '%s' has no location; 'location' is required",
                        profile.name()));
    List<Step> steps = check.run(profile, location);
    ObjectNode body =
        Json.object().put("name", profile.name()).put("location", location.toString());
    body.put("passed", steps.stream().noneMatch(step -> step.outcome() == Outcome.FAILED));
    ArrayNode array = body.putArray("steps");
    for (Step step : steps) {
      array
          .addObject()
          .put("name", step.name())
          .put("outcome", step.outcome().name().toLowerCase(Locale.ROOT))
          .put("detail", step.detail());
    }
    return Json.respond(200, body);
  }

  private StorageProfile find(Call call) {
    String name = call.name("profile");
    return profiles.find(name).orElseThrow(() -> unknown(name));
  }

  private static NotFoundException unknown(String name) {
    return new NotFoundException("there is no storage profile '%s'", name);
  }
}
