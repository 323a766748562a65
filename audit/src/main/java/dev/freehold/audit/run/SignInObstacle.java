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
          + " and --token-b, or two accounts without one in --profile (accounts)."),
  VERIFICATION(
      "(?i)(verif|confirm|activat)\\w*",
      "The server wants the account to be confirmed first, for example by e-mail: confirm two"
          + " accounts and give them in --profile (accounts), or --token-a and --token-b.");

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

  /// @param answer to a log-in, without a token and without a cookie
  static Optional<SignInObstacle> of(ClientResponse answer) {
    String whole = answer.text();
    String text = whole.substring(0, Math.min(whole.length(), MAX_TEXT));
    return Arrays.stream(values()).filter(each -> each.words.matcher(text).find()).findFirst();
  }
}
