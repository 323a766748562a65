package dev.freehold.suite.story;

import dev.freehold.suite.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// Cases of one group, as they are told one after the other.
public final class Cases {
  private final World world;
  private final String group;
  private final List<Case> told = new ArrayList<>();

  public Cases(World world, String group) {
    this.world = world;
    this.group = group;
  }

  public World world() {
    return world;
  }

  /// @param tell may throw [Unmakeable]: the case is then there, skipped, with its reason
  public void add(String name, Consumer<Story> tell) {
    Story story = new Story(world);
    try {
      tell.accept(story);
      told.add(story.done(group, name));
    } catch (Unmakeable e) {
      skip(name, Objects.requireNonNull(e.getMessage()));
    }
  }

  public void skip(String name, String why) {
    told.add(Case.skipped(group, name, why));
  }

  public List<Case> all() {
    return List.copyOf(told);
  }
}
