/** A small square icon with one or two letters as a `data:` URL; a real product would show the third party's own icon. */
export function iconTile(letters: string, color: string): string {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="9" fill="${color}"/>` +
    `<text x="20" y="20" fill="#fff" font-family="system-ui, sans-serif" font-weight="650" font-size="${letters.length > 1 ? 16 : 20}" ` +
    `text-anchor="middle" dominant-baseline="central">${letters}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
