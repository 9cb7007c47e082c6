/** The fields every floor shows, of the kinds that the tag's form under measurement has. */
export const fields = [
  { name: 'Host', type: 'text' },
  { name: 'Port', type: 'text' },
  { name: 'Database', type: 'text' },
  { name: 'User', type: 'text' },
  { name: 'Access key', type: 'password' },
  { name: 'Note', type: 'text' },
] as const;
