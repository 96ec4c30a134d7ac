// What a page loads by one script tag: a small module for the first meeting, and chunks that it fetches when
// a person comes near them. A chunk's name carries its hash, so that browsers may keep it.
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

await rm(at('dist/bundle/chunks'), { recursive: true, force: true })
await build({
  entryPoints: { 'parlor-chat': at('src/parlor-chat.ts') },
  outdir: at('dist/bundle'),
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  sourcemap: true,
  legalComments: 'linked',
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
})
