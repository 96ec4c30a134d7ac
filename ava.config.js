export default {
  files: ['packages/*/dist/**/*.test.js', 'deploy/dist/**/*.test.js'],
  // sharp and the C2PA engine are native: they do not like to be torn down in a worker thread
  workerThreads: false,
  require: ['./scripts/end-of-test-file.js'],
  // of silence in all files, when some test waits for ever
  timeout: '3m',
}
