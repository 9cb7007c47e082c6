import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateJetBrainsWebTypes } from 'custom-element-jet-brains-integration';
import { generateVsCodeCustomElementData } from 'custom-element-vs-code-integration';
import type { CustomElement, Package } from 'custom-elements-manifest/schema';
import { describeElements } from './describe-elements.ts';

/**
 * Writes what editors and documentation tools read into `dist/`: `custom-elements.json`, `vscode.html-custom-data.json`,
 * `vscode.css-custom-data.json` and `web-types.json`.
 */
const root = join(import.meta.dirname, '../..');
const outdir = join(root, 'dist');
const manifest = describeElements(root);
writeFileSync(join(outdir, 'custom-elements.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
generateVsCodeCustomElementData(forEditors(manifest), { outdir, hideLogs: true });
generateJetBrainsWebTypes(forEditors(manifest), { outdir, hideLogs: true });

/** A copy, since the generators write into what they are given, with defaults in the descriptions, where editors show them. */
function forEditors({ modules }: Package): Pick<Package, 'modules'> & { modules: object[] } {
  const copy = structuredClone(modules);
  for (const declaration of copy.flatMap(({ declarations = [] }) => declarations)) {
    const { cssProperties = [] } = declaration as Partial<CustomElement>;
    for (const property of cssProperties) {
      if (property.default !== undefined) property.description = `${property.description} Default: \`${property.default}\`.`;
    }
  }
  return { modules: copy };
}
