import { describe, expect, it } from 'vitest'
import { redact } from '../../src/core/redact.js'

const KEY = 'AKIAIOSFODNN7EXAMPLE'
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const TOKEN = 'IQoJb3JpZ2luX2VjEXAMPLETOKEN//////////wEaCXVzLWVhc3QtMSJ'

describe('redact', () => {
  it.each([
    ['an access key', `The AWS Access Key Id ${KEY} does not exist`, 'The AWS Access Key Id AKIA…MPLE does not exist'],
    [
      'an authorization header',
      `Authorization: AWS4-HMAC-SHA256 Credential=${KEY}/20261115/eu-west-1/s3/aws4_request, Signature=abc`,
      'Authorization: …',
    ],
    ['a header in JSON', `{"authorization":"AWS4-HMAC-SHA256 Credential=${KEY}/x, Signature=abc"}`, '{"authorization":…'],
    ['a token header', `x-amz-security-token: ${TOKEN}\nnext`, 'x-amz-security-token: …\nnext'],
    ['a bearer token', 'got Bearer abc123def456', 'got Bearer …'],
    ['a proxy password', 'can’t reach http://user:p4ss@proxy:3128/x', 'can’t reach http://…@proxy:3128/x'],
    ['Hadoop’s credentials', `s3n://${KEY}:${SECRET}@lake/x.parquet`, 's3n://…@lake/x.parquet'],
    [
      'a presigned URL',
      `https://lake.s3.amazonaws.com/x?X-Amz-Algorithm=AWS4&X-Amz-Credential=${KEY}%2F2026&X-Amz-Signature=abc#/score`,
      'https://lake.s3.amazonaws.com/x?X-Amz-Algorithm=…&X-Amz-Credential=…&X-Amz-Signature=…',
    ],
    ['an older presigned URL', `x?AWSAccessKeyId=${KEY}&Expires=1&Signature=a%2Bb`, 'x?AWSAccessKeyId=…&Expires=1&Signature=…'],
    [
      'a presigned URL in a page',
      `<a href="x?a=1&amp;X-Amz-Security-Token=${TOKEN}">`,
      '<a href="x?a=1&amp;X-Amz-Security-Token=…">',
    ],
    [
      'the error of a signature',
      `<AWSAccessKeyId>${KEY}</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256\n2026</StringToSign><SignatureProvided>ab</SignatureProvided>`,
      '<AWSAccessKeyId>…</AWSAccessKeyId><StringToSign>…</StringToSign><SignatureProvided>…</SignatureProvided>',
    ],
    ['the error of a token', `<Token-0>${TOKEN}</Token-0>`, '<Token-0>…</Token-0>'],
    ['a profile', `aws_secret_access_key = ${SECRET}`, 'aws_secret_access_key = …'],
    ['what a credential process prints', `{"SecretAccessKey": "${SECRET}"}`, '{"SecretAccessKey": "…"}'],
  ])('hides %s', (_, text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  it('hides what it is told to, wherever it stands', () => {
    expect(redact(`a ${SECRET} b${TOKEN}c`, [SECRET, TOKEN, ''])).toBe('a … b…c')
  })

  it.each([
    'access denied: s3:GetObject on s3://lake/dt=2026-11-08/x@2.parquet: AccessDenied: Access Denied (HTTP 403, request 4442587FB7D0A2F9)',
    'AuthorizationHeaderMalformed: The authorization header is malformed; the region is wrong',
    'set AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN or a profile; the proxy asks for Basic authentication',
    'SignatureDoesNotMatch: Check your key and signing method.',
    'arn:aws:states:eu-west-1:123456789012:execution:churn-training:ctrain-churn-0123456789abcdef0123-a1',
    'models.churn.dataset.source: s3://lake/token=3/cookie=4/sig=5/token_counts/*.parquet',
  ])('leaves other text as it is: %s', (text) => {
    expect(redact(text)).toBe(text)
  })
})
