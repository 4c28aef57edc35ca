/** Which names mean that what they name is a secret (design: semantics, section 6). */

const SECRET_WORDS = /(^|_)(pass(word|wd|phrase)s?|pwd|secrets?|tokens?|credentials?|sas_(url|key))(_|$)/;
const SECRET_PHRASES =
  /(^|_)(private|api|access|account|auth|shared|signing|encryption|master|client|session|storage)_keys?(_|$)|connection_strings?|(^|_)private_pem|kube_?config/;

/** Said *about* a secret, not the secret itself: `secret_arn`, `password_length`, `token_ttl`. */
const ABOUT =
  /_(arns?|names?|length|polic(y|ies)|types?|enabled|disabled|required|versions?|count|days|age|ttl|lifetime|duration|period|rotation|rotat\w+|ur[il]s?|endpoint|reset\w*|format|file|path|status|mode|size|algorithm|bits|validity|expir\w*|minutes|hours|seconds|limit|review|authentication)$/;

/** `adminPassword` and `admin-password` read as `admin_password`. */
function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();
}

/** True for names such as password, client_secret, private_key, connectionString, DB_PASSWORD. */
export function isSecretName(name: string): boolean {
  const words = snakeCase(name);
  return (SECRET_WORDS.test(words) || SECRET_PHRASES.test(words)) && !ABOUT.test(words);
}

/** `password = "x"`, `TOKEN: x` in free text: group 1 is what may stay, group 2 the secret. */
export const SECRET_ASSIGNMENT =
  /((?:[A-Za-z0-9]+[_-])*(?:password|passwd|passphrase|pwd|secret|token|private[_-]?key|api[_-]?key|access[_-]?key|connection[_-]?string)(?:[_-]key)?\\?["']?[ \t]*(?:=>|[=:])[ \t]*\\?["']?)([^\s"'\\,;&)}\]]+)/gi;

/** `scheme://user:password@host`: groups 1 and 2 may stay. */
export const URL_CREDENTIALS = /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"']{0,200}:)[^\s@/"']{1,500}(@)/gi;
