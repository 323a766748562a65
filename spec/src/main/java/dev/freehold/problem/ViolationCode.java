package dev.freehold.problem;

/// The codes of `error.details[].code`. Stable: clients branch on them.
public final class ViolationCode {
  public static final String REQUIRED = "required";
  public static final String NOT_NULL = "not_null";
  public static final String TYPE = "type";
  public static final String FORMAT = "format";
  public static final String OUT_OF_RANGE = "out_of_range";
  public static final String TOO_SHORT = "too_short";
  public static final String TOO_LONG = "too_long";
  public static final String TOO_SMALL = "too_small";
  public static final String TOO_LARGE = "too_large";
  public static final String TOO_MANY = "too_many";
  public static final String TOO_DEEP = "too_deep";
  public static final String PATTERN = "pattern";
  public static final String NOT_ONE_OF = "not_one_of";
  public static final String UNKNOWN = "unknown";
  public static final String REPEATED = "repeated";
  public static final String READ_ONLY = "read_only";
  public static final String CHARACTER = "character";
  public static final String COMMON = "common";
  public static final String LEAKED = "leaked";
  public static final String WRONG = "wrong";
  public static final String EXPIRED = "expired";
  public static final String TAKEN = "taken";
  public static final String REFERENCED = "referenced";
  public static final String RULE = "rule";
  public static final String MOVE = "move";
  public static final String BAD_OPERATOR = "bad_operator";
  public static final String NOT_SORTABLE = "not_sortable";
  public static final String INVALID_CURSOR = "invalid_cursor";
  public static final String EXCLUDED = "excluded";
  public static final String UNKNOWN_REFERENCE = "unknown_reference";

  private ViolationCode() {}
}
