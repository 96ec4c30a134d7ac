/** However the one who started this process ends, it does not go on; for processes of tests alone. */
export function endWithParent(): void {
  process.stdin.on('end', () => process.exit(1)).resume()
  // Nor does it live on for that alone, once it was asked to close.
  process.stdin.unref()
}
