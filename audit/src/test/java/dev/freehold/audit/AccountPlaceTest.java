package dev.freehold.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccountPlaceTest {
  private static JsonSchema schema(String json) {
    return JsonSchema.of(new JsonObject(json.replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "recipient   | {'type':'string'}",
        "new_owner   | {'type':'string'}",
        "toUserId    | {'type':'integer'}",
        "ownerEmail  | {'type':'string','format':'email'}",
        "of          | {'type':'string'}",
        "who         | {'type':'string','description':'the username of a person'}",
        "whose       | {'type':'string','description':'the own e-mail'}"
      })
  void aPlaceOfAnAccountIsTold(String name, String json) {
    assertThat(AccountPlace.is(name, schema(json), "")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "title       | {'type':'string'}",
        "email       | {'type':'string','format':'email'}",
        "to          | {'type':'string','format':'date'}",
        "owner       | {'type':'string','x-person':true}",
        "user_id     | {'type':'integer','x-ref':'users'}",
        "author      | {'type':'string','readOnly':true}",
        "recipient   | {'type':'string','enum':['all','none']}",
        "owner       | {'type':'object'}"
      })
  void anotherPlaceIsNone(String name, String json) {
    assertThat(AccountPlace.is(name, schema(json), "")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "recipient      | {'type':'string','description':'the nickname of a person'} | nickname",
        "owner          | {'type':'string','format':'email'}                         | email",
        "owner          | {'type':'integer'}                                         | id",
        "recipientEmail | {'type':'string'}                                          | email",
        "owner          | {'type':'string'}                                          | ''"
      })
  void whichNameIsMeantIsTold(String name, String json, String kind) {
    assertThat(AccountPlace.kind(name, schema(json), "").orElse("")).isEqualTo(kind);
  }
}
