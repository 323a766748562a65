package dev.freehold.spec.change;

/// One difference between two specs that a client can notice.
///
/// @param place what differs: `tasks`, `tasks.title`, `auth`
/// @param words how, on one line: `maxLength 200 → 100`
/// @param why what that does to clients, on one line
public record Change(Effect effect, String place, String words, String why) {

  public boolean isBreaking() {
    return effect == Effect.BREAKING;
  }
}
