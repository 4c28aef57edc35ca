/** Which names mean that what they name is a secret (design: semantics, section 6). */

/** Nothing else is worth a closer look: most names are asked for, few mean anything. */
const WORTH_A_LOOK = /pass|pwd|pw|psk|secret|token|cred|key|conn|kube|sas|dsn|pem/i;

const SECRET = new RegExp(
  [
    "passw(or)?ds?", // PGPASSWORD and rootpassword, too
    "pass(phrase|code)s?(_|$)",
    "(^|_)(pass|pw|dsn)$",
    "(^|_)(pwd|psk|secrets?|tokens?|credentials?|creds|sas_(url|key))(_|$)",
    "(auth|access|refresh|bearer|session|sas|api|oauth|jwt)tokens?(_|$)",
    "(client|shared|app|api|user|auth|jwt|session|webhook)secrets?(_|$)",
    "(^|_)(private|api|access|secret|account|auth|(pre_?)?shared|signing|encryption|master|client|session|storage)_?keys?(_|$)",
    "connection_?strings?",
    "(^|_)private_pem",
    "kube_?config",
  ].join("|"),
);

/** Said *about* a secret, not the secret itself: `secret_arn`, `password_length`, `kms_master_key_id`. */
const ABOUT =
  /_(arns?|names?|length|polic(y|ies)|types?|enabled|disabled|required|versions?|count|days|age|ttl|lifetime|duration|period|rotation|rotat\w+|(?<!(^|_)sas_)ur[il]s?|endpoint|reset\w*|format|file|path|status|mode|size|algorithm|bits|validity|expir\w*|minutes|hours|seconds|times?|limit|strategy|review|authentication|(?<!access_)key_ids?)$/;

/** `token.actions.githubusercontent.com:sub` is about what a host says, not about a token. */
const HOST = /(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|gov|dev|cloud|local|internal)(?![\w-])/gi;

/** `adminPassword`, `admin-password` and `ADMINPassword` read as `admin_password`. */
function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();
}

/** True for names such as password, client_secret, private_key, connectionString, DB_PASSWORD. */
export function isSecretName(name: string): boolean {
  if (!WORTH_A_LOOK.test(name)) return false;
  const words = snakeCase(name.includes(".") ? name.replace(HOST, "") : name);
  return SECRET.test(words) && !ABOUT.test(words);
}
