/** What a sensitive variable may hold without being worth hiding wherever else it stands. */

/** Says as good as nothing: hidden only where it is marked or named as a secret. */
const EMPTY_WORDS: ReadonlySet<string> = new Set([
  "true",
  "false",
  "null",
  "0.0.0.0/0",
  "::/0",
  "0.0.0.0",
  "127.0.0.1",
]);

const COMMON: ReadonlySet<string> = new Set(
  `default none unknown auto always never enabled disabled active inactive optional required allow deny
  prod production live stage staging preprod preproduction test testing tests qa uat sandbox demo dev develop development local
  main master primary secondary replica backup public private internal external shared global regional
  small medium large micro nano xlarge standard premium basic free
  admin administrator root user users owner guest ubuntu centos debian ec2-user azureuser postgres postgresql mysql mariadb mongodb redis
  sqlserver oracle database cluster server service services client system application applications web frontend backend worker
  name names value values key keys type types string number boolean list json yaml text password passwords secret secrets token tokens
  username email host hostname localhost http https tcp udp icmp ssh tls ssl ingress egress policy policies role roles group groups
  terraform opentofu kubernetes docker github gitlab amazon amazonaws google azure azurerm microsoft cloud project workspace account
  bucket buckets instance instances network subnet vpc security resource resources module region location zone
  monday tuesday wednesday thursday friday saturday sunday changeme example sample`
    .split(/\s+/)
    .filter((word) => word !== ""),
);
/** `us-east-1`, `eu-west-1a`, `europe-west4-b`. */
const REGION =
  /^[a-z]{2,12}(-gov|-iso\w?)?-(north|south|east|west|central|northeast|southeast|northwest|southwest)-?\d{1,2}-?[a-z]?$/;

/** False for what is too short or too empty to be a secret. */
export function mayBeSecret(text: string): boolean {
  return text.trim().length >= 3 && !EMPTY_WORDS.has(text.trim().toLowerCase());
}

/**
 * True for words that name things everywhere: such a secret is hidden where it is the whole of a value, but looking for it
 * inside other text, keys and addresses would hide half of the plan and protect nothing.
 */
export function isCommonWord(text: string): boolean {
  const word = text.toLowerCase();
  return COMMON.has(word) || REGION.test(word);
}
