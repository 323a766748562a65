package dev.freehold.migrate.file.sql;

/// The comments that carry a file's structure: `-- freehold:step 1 of 3`.
public final class Directive {
  public static final String MARK = "-- freehold:";

  public static final String MIGRATION = MARK + "migration ";
  public static final String STEP = MARK + "step ";
  public static final String HAND = MARK + "hand";
  public static final String MODEL = MARK + "model";
  public static final String END = MARK + "end ";

  private Directive() {}
}
