package dev.freehold.audit.probe;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Probe;
import java.util.Set;

/// A probe with an id, a title and the checklist items that it decides.
public abstract class AbstractProbe implements Probe {
  private final String id;
  private final String title;
  private final boolean safe;
  private final Set<ChecklistItem> proves;

  /// @param title the property that holds if there is no finding
  protected AbstractProbe(String id, String title, boolean safe, ChecklistItem... proves) {
    this.id = id;
    this.title = title;
    this.safe = safe;
    this.proves = Set.of(proves);
  }

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final String title() {
    return title;
  }

  @Override
  public final Set<ChecklistItem> checklistItems() {
    return proves;
  }

  @Override
  public final boolean isSafe() {
    return safe;
  }
}
