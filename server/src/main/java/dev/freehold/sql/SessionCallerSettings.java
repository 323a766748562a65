package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// The settings of [CallerSettingsSql] for a whole session: an operator who looks at the rows that the
/// policies show to a user.
public final class SessionCallerSettings {
  private SessionCallerSettings() {}

  /// @param roles of the user; those on which no row depends are left out, as for a request
  public static Map<String, String> of(ApiPlan plan, UUID user, Collection<String> roles) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(CallerSettingsSql.PREFIX + CallerSettingsSql.USER, user.toString());
    Set<String> held = new TreeSet<>(roles);
    held.retainAll(plan.rowRoles());
    if (!held.isEmpty()) {
      settings.put(
          CallerSettingsSql.PREFIX + CallerSettingsSql.HELD_ROLES,
          "," + String.join(",", held) + ",");
    }
    return settings;
  }
}
