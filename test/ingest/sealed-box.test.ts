import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { newSealingKeyPair, open, seal } from '../../api/ingest/sealed-box.js';

describe('A sealed box', () => {
  const keys = newSealingKeyPair();
  const plain = randomBytes(5_000);

  it('opens for its recipient in its own place, byte by byte', () => {
    assert.deepEqual(open(seal(plain, keys.publicKey, 'here'), keys, 'here'), plain);
    assert.deepEqual(open(seal(Buffer.alloc(0), keys.publicKey, ''), keys, ''), Buffer.alloc(0));
  });

  it('opens for nobody else, and in no other place', () => {
    const box = seal(plain, keys.publicKey, 'here');
    assert.throws(() => open(box, newSealingKeyPair(), 'here'));
    assert.throws(() => open(box, keys, 'there'));
  });

  it('does not open once any byte was changed', () => {
    const box = seal(plain, keys.publicKey, 'here');
    for (const at of [0, 1, 32, 33, 48, 49, box.length - 1]) {
      const changed = Buffer.from(box);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.throws(() => open(changed, keys, 'here'), `byte ${at}`);
    }
  });

  it('is another one each time', () => {
    assert.notDeepEqual(seal(plain, keys.publicKey, 'here'), seal(plain, keys.publicKey, 'here'));
  });
});
