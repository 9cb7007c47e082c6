/** One look of the playground: its stylesheet is the file of the same name beside this one, for a vendor to copy. */
export interface DemoTheme {
  readonly key: string;
  readonly label: string;
  /** What kind of product it could belong to. */
  readonly about: string;
}

/** Every look the playground offers. `plain` is the tag without a stylesheet. */
export const demoThemes: readonly DemoTheme[] = [
  { key: 'plain', label: 'Plain', about: 'The tag as it comes' },
  { key: 'console', label: 'Console', about: 'A dense admin tool' },
  { key: 'meadow', label: 'Meadow', about: 'A soft consumer app' },
  { key: 'terminal', label: 'Terminal', about: 'A developer’s tool' },
  { key: 'beacon', label: 'Beacon', about: 'High contrast' },
  { key: 'gazette', label: 'Gazette', about: 'Editorial, ruled, serif' },
  { key: 'aurora', label: 'Aurora', about: 'A brand with depth' },
];
