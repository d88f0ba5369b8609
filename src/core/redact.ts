/**
 * A text without the credentials that may have slipped into it: AWS access keys (four letters and the last four
 * characters stay), secrets by their name, authorization headers, signed URLs, and the passwords in URLs.
 * `secrets` = further texts to hide, wherever they stand.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  const hidden = secrets.filter((secret) => secret !== '').reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text)
  return PATTERNS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), hidden)
}

/** Of credentials in the environment, what no pattern knows; short ones are placeholders, which other words contain. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): string[] {
  const secrets = [env['AWS_SECRET_ACCESS_KEY'], env['AWS_SESSION_TOKEN'], env['AWS_CONTAINER_AUTHORIZATION_TOKEN']]
  return secrets.filter((secret) => secret !== undefined).filter(({ length }) => length >= 16)
}

const HIDDEN = '…'

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // Hadoop's s3n://KEY:SECRET@bucket, whose secrets may hold slashes.
  [/(:\/\/)(?:AKIA|ASIA)[A-Z0-9]{12,}:[^\s@]*@/g, '$1…@'],
  [/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@'"<>]+@/gi, '$1…@'],
  [/\b(AWS4-HMAC-SHA256 )[^\r\n<]*/g, '$1…'],
  [/\b((?:proxy-)?authorization["']?\s*[:=]|(?:set-)?cookie["']?:)(\s*)[^\r\n<]+/gi, '$1$2…'],
  [/\b(x-amz-security-token["']?\s*[:=]\s*)[^\s<"'&,;}]+/gi, '$1…'],
  [/\b(Bearer|Basic)\s+(?=\S*[0-9=])[\w+/.~=-]{8,}/g, '$1 …'],
  // In URLs, in `&amp;` of pages, and percent-encoded ones too.
  [/\b(X-Amz-[A-Za-z-]+|AWSAccessKeyId|Signature)(=|%3D)[^&\s"'<>;,]+/gi, '$1$2…'],
  [/([?&;](?:sig|token|access_token)=)[^&\s"'<>;,]+/gi, '$1…'],
  [/<(AWSAccessKeyId|StringToSign\w*|CanonicalRequest\w*|Signature\w*|Token-\d+|\w{0,20}(?:Secret|Session)\w*)>[^<]*/gi, '<$1>…'],
  [/\b(aws_secret_access_key|aws_session_token|secret_?access_?key|session_?token)(["']?\s*[:=]\s*["']?)[^\s"',}<]+/gi, '$1$2…'],
  [/\b(AKIA|ASIA)[A-Z0-9]{8,}([A-Z0-9]{4})\b/g, '$1…$2'],
]
