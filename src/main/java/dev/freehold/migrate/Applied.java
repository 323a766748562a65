package dev.freehold.migrate;

import java.time.Duration;
import java.util.List;

/// What a run did.
///
/// @param changes in words, in order; empty where nothing was to do
/// @param pending how many steps of a later phase are left
public record Applied(List<String> changes, int pending, Duration took) {
  public Applied {
    changes = List.copyOf(changes);
  }
}
