package dev.freehold.draft;

import java.util.List;

/// The names by which APIs and databases call the owner of a row.
final class OwnerNames {
  /// The most likely first.
  static final List<String> NAMES =
      List.of(
          "user_id",
          "owner_id",
          "owner",
          "created_by",
          "created_by_id",
          "creator_id",
          "author_id",
          "account_id");

  private OwnerNames() {}
}
