import { expect, it } from 'vitest';
import { endpointPattern } from './endpointPattern.ts';

it.each([
  ['https://page.example/v1/documents/42', '/v1/documents/:id'],
  [
    'https://page.example/v1/documents/0197c0de-0000-7abc-8def-0123456789ab/blocks/7',
    '/v1/documents/:id/blocks/:id',
  ],
  ['https://page.example/audio/9f2c0b7d11aa33cc.flac', '/audio/9f2c0b7d11aa33cc.flac'],
  ['https://page.example/audio/9f2c0b7d11aa33cc', '/audio/:id'],
  ['https://page.example/u/V1StGXR8_Z5jdHi6B-myT', '/u/:id'],
  ['https://page.example/v1/synthesis-of-long-texts', '/v1/synthesis-of-long-texts'],
  ['https://page.example/', '/'],
  ['https://page.example/search?q=%D8%A7%D9%84%D9%84%D9%87#x', '/search'],
  ['https://someone:secret@api.example/v1/voices/3?token=1', 'https://api.example/v1/voices/:id'],
  ['http://page.example/v1', 'http://page.example/v1'],
  ['data:text/plain,hello', 'data:'],
])('[EV6] {002.18} %s is the endpoint %s', (address, pattern) => {
  expect(endpointPattern(new URL(address), 'https://page.example')).toBe(pattern);
});

it('[EV6] without an origin of its own, as in Node, every address has its origin', () => {
  expect(endpointPattern(new URL('http://127.0.0.1:8000/v1/1'), undefined)).toBe(
    'http://127.0.0.1:8000/v1/:id',
  );
});
