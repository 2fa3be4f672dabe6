import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

import type { Plugin } from 'vite';

const TEXT = /\.(js|css|svg)$/;

/** Puts a brotli and a gzip copy beside each text file: the server sends them as they are and never compresses itself. */
export function precompress(): Plugin {
  return {
    name: 'precompress',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        await Promise.all(
          Object.values(bundle)
            .filter(({ fileName }) => TEXT.test(fileName))
            .map(async (file) => {
              const source = file.type === 'chunk' ? file.code : file.source;
              const [br, gz] = await Promise.all([
                promisify(brotliCompress)(source),
                promisify(gzip)(source),
              ]);
              this.emitFile({ type: 'asset', fileName: `${file.fileName}.br`, source: br });
              this.emitFile({ type: 'asset', fileName: `${file.fileName}.gz`, source: gz });
            }),
        );
      },
    },
  };
}
