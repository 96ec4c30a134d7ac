/** A picture in words, for those who do not see it. */
export function altText(
  photo: { readonly kind: 'reference' | 'chat'; readonly scene: string },
  name: string,
): string {
  if (photo.kind === 'reference') return `A portrait of ${name}`
  // Models often name themselves in the scene.
  const words = photo.scene.includes(name) ? photo.scene : `${name}, ${photo.scene}`
  return words.slice(0, 300)
}
