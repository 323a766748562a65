package dev.freehold.audit;

import org.jspecify.annotations.Nullable;

/// The entry of a finding in the public catalogues (OWASP API Top 10, CWE, ASVS).
///
/// @param owasp an entry of the OWASP API Security Top 10 2023, such as `API1:2023`; null if none
///   applies
/// @param asvs a requirement of OWASP ASVS 5.0, such as `8.2.2`; null if none applies
/// @param wfc a fault code of WebFuzzing Commons, such as `F206`; null if none applies
public record Weakness(@Nullable String owasp, @Nullable String asvs, @Nullable String wfc) {
  /// API1, ASVS 8.2.2, F206: broken object level authorization.
  public static final Weakness BROKEN_OBJECT_AUTHORIZATION =
      new Weakness("API1:2023", "8.2.2", "F206");

  /// API1, ASVS 8.2.2, F204: disclosure of the existence of an object.
  public static final Weakness OBJECT_EXISTENCE_DISCLOSURE =
      new Weakness("API1:2023", "8.2.2", "F204");

  /// API2, ASVS 9.1.1: a forged token is accepted.
  public static final Weakness FORGED_TOKEN = new Weakness("API2:2023", "9.1.1", "F206");

  /// API2, ASVS 6.3.1: broken authentication, such as account guessing.
  public static final Weakness BROKEN_AUTHENTICATION = new Weakness("API2:2023", "6.3.1", null);

  /// API3, ASVS 15.3.3, F203: mass assignment.
  public static final Weakness MASS_ASSIGNMENT = new Weakness("API3:2023", "15.3.3", "F203");

  /// API3, ASVS 15.3.1: excessive data exposure.
  public static final Weakness EXCESSIVE_DATA_EXPOSURE = new Weakness("API3:2023", "15.3.1", null);

  /// API4, ASVS 15.2.2: unrestricted resource consumption.
  public static final Weakness RESOURCE_CONSUMPTION = new Weakness("API4:2023", "15.2.2", null);

  /// API5, ASVS 8.2.1, F206: broken function level authorization.
  public static final Weakness BROKEN_FUNCTION_AUTHORIZATION =
      new Weakness("API5:2023", "8.2.1", "F206");

  /// API8, ASVS 1.2.4, F200: SQL injection.
  public static final Weakness SQL_INJECTION = new Weakness("API8:2023", "1.2.4", "F200");

  /// API8, ASVS 2.2.1, F102: missing input validation.
  public static final Weakness INPUT_VALIDATION = new Weakness("API8:2023", "2.2.1", "F102");

  /// API8, ASVS 16.5.1, F100: error handling.
  public static final Weakness ERROR_HANDLING = new Weakness("API8:2023", "16.5.1", "F100");

  /// API8, ASVS 3.4.2: CORS policy.
  public static final Weakness CORS_POLICY = new Weakness("API8:2023", "3.4.2", null);

  /// API8, ASVS 4.2.1: request smuggling.
  public static final Weakness REQUEST_SMUGGLING = new Weakness("API8:2023", "4.2.1", null);

  /// API8: security misconfiguration, with an ASVS requirement.
  public static Weakness misconfiguration(String asvs) {
    return new Weakness("API8:2023", asvs, null);
  }

  /// API9, F101: inaccurate description.
  public static final Weakness INACCURATE_DESCRIPTION = new Weakness("API9:2023", "4.1.1", "F101");
}
