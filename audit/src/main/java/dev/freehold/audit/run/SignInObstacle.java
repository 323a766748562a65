package dev.freehold.audit.run;

import dev.freehold.client.ClientResponse;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a server wants at sign-in that an audit cannot give.
enum SignInObstacle {
  SECOND_FACTOR(
      "(?i)\\b(mfa|2fa|otp|totp|two[-_ ]?factor|second[-_ ]factor|multi[-_ ]?factor"
          + "|(verification|one[-_ ]?time)[-_ ](code|password))\\w*",
      "The server wants a second factor: give the tokens of two accounts that signed in, --token-a"
          + " and --token-b, requests of two signed-in browsers, --login-curl, or two accounts"
          + " without one in --profile (accounts)."),
  PERSON(
      "(?i)(captcha|turnstile)",
      "The server wants proof of a person (captcha): sign up two accounts with a browser and give"
          + " --token-a and --token-b, or requests of the signed-in browsers, --login-curl."),
  VERIFICATION(
      "(?i)(verif|confirm|activat|approv)\\w*",
      "The server wants the account to be confirmed first, for example by e-mail: confirm two"
          + " accounts and give them in --profile (accounts), or --token-a and --token-b.");

  /// A field for the password once more asks for no confirmation of the account.
  private static final Pattern PASSWORD_TWICE =
      Pattern.compile(
          "(?i)password[-_ ]?confirm\\w*|confirm\\w*[-_ ]?(the |your )?password|verify[-_"
              + " ]?password");

  private static final int MAX_TEXT = 20_000;

  private final Pattern words;
  private final String remedy;

  SignInObstacle(String words, String remedy) {
    this.words = Pattern.compile(words);
    this.remedy = remedy;
  }

  String remedy() {
    return remedy;
  }

  /// @param answer to a sign-in that gives nothing that opens an operation
  static Optional<SignInObstacle> of(ClientResponse answer) {
    String whole = answer.text();
    String start = whole.substring(0, Math.min(whole.length(), MAX_TEXT));
    String text = PASSWORD_TWICE.matcher(start).replaceAll("");
    return Arrays.stream(values()).filter(each -> each.words.matcher(text).find()).findFirst();
  }
}
