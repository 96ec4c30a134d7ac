/** A picture in words, for those who do not see it. */
export function altText(
  photo: { readonly kind: 'reference' | 'chat'; readonly scene: string },
  name: string,
): string {
  return photo.kind === 'reference' ? `A portrait of ${name}` : `${name}, ${photo.scene}`.slice(0, 300)
}
