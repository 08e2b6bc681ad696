/** A certificate for 127.0.0.1 that is its own authority, with its key, made anew each time (X.509, RFC 5280). Both in PEM. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const DAY = 86_400_000;
/** Object identifiers as DER has them. */
const OID = {
  ecdsaWithSha256: '06082a8648ce3d040302',
  commonName: '0603550403',
  basicConstraints: '0603551d13',
  subjectAltName: '0603551d11',
};
const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  utf8: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
};
const VERSION_3 = der(0xa0, der(TAG.integer, Buffer.from([2])));
const TRUE = der(TAG.boolean, Buffer.from([0xff]));

export function throwAwayCertificate(): { certificate: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = der(TAG.sequence, oid('ecdsaWithSha256'));
  const common = der(TAG.sequence, oid('commonName'), der(TAG.utf8, Buffer.from('throw-away')));
  const name = der(TAG.sequence, der(TAG.set, common));
  const validity = der(TAG.sequence, time(Date.now() - DAY), time(Date.now() + DAY));
  const address = der(TAG.sequence, der(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = der(
    0xa3,
    der(TAG.sequence, extension('basicConstraints', der(TAG.sequence, TRUE)), extension('subjectAltName', address)),
  );
  const serial = der(TAG.integer, Buffer.concat([Buffer.from([1]), randomBytes(8)]));
  const subject = publicKey.export({ type: 'spki', format: 'der' });
  const body = der(TAG.sequence, VERSION_3, serial, algorithm, name, validity, name, subject, extensions);
  const signature = der(TAG.bits, Buffer.from([0]), sign('sha256', body, privateKey));
  return {
    certificate: toPem(der(TAG.sequence, body, algorithm, signature)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const oid = (name: keyof typeof OID) => Buffer.from(OID[name], 'hex');
const extension = (name: keyof typeof OID, value: Buffer) => der(TAG.sequence, oid(name), der(TAG.octets, value));
/** YYMMDDHHMMSSZ */
const time = (at: number) =>
  der(TAG.utcTime, Buffer.from(`${new Date(at).toISOString().replaceAll(/\D/g, '').slice(2, 14)}Z`));
const toPem = (certificate: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
