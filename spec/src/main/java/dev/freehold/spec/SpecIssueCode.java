package dev.freehold.spec;

import java.util.Locale;

/// The codes of the errors and warnings of a spec. The codes are stable: editors and scripts use them.
public enum SpecIssueCode {
  // The text
  TOO_LARGE,
  NOT_UTF8,
  BAD_CHARACTER,
  SYNTAX,
  SEVERAL_DOCUMENTS,
  EMPTY_SPEC,
  TOO_DEEP,
  ALIAS,
  TAG,
  MERGE_KEY,
  KEY_NOT_TEXT,
  DUPLICATE_KEY,
  // The shape
  UNKNOWN_KEY,
  NOT_SUPPORTED_YET,
  MISSING_KEY,
  WRONG_KIND,
  UNKNOWN_VALUE,
  OUT_OF_RANGE,
  TOO_FEW,
  TOO_MANY,
  REPEATED_VALUE,
  // Names
  BAD_NAME,
  RESERVED_NAME,
  NAME_CLASH,
  BAD_ADDRESS,
  // Fields
  UNKNOWN_TYPE,
  WRONG_TYPE_FOR_CONSTRAINT,
  CONFLICTING_CONSTRAINTS,
  EMPTY_RANGE,
  BAD_PATTERN,
  BAD_DEFAULT,
  BAD_MOVE,
  UNKNOWN_RESOURCE,
  ENDLESS_REFERENCE,
  // Uses of fields
  UNKNOWN_FIELD,
  NOT_SORTABLE,
  HIDDEN_FIELD,
  LIMITED_FIELD,
  KEY_TOO_LONG,
  NOT_FILTERABLE,
  NOT_NULLABLE,
  BAD_FILTER_VALUE,
  UNKNOWN_OPTION,
  NOT_SEARCHABLE,
  BAD_RULE,
  // Access
  UNKNOWN_ROLE,
  BAD_GRANT,
  UNREADABLE_GRANT,
  CIRCULAR_ACCESS,
  UNIQUE_REVEALS,
  // Warnings
  RESTRICT_ON_SHARED_ROWS,
  OWNER_REVEALED,
  NOTHING_TO_READ,
  NO_REDIRECT_TO_PAGES,
  // The whole spec
  MORE_FAULTS;

  /// The printed form of the code: `unknown-type`.
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
