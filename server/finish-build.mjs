// What `tsc` leaves to do: the migrations are SQL, which it does not copy; and a copy of package.json in dist/,
// made because the sources import it, would turn dist/ into a package of its own.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const migrations = join('server', 'storage', 'migrations');
cpSync(join(root, migrations), join(root, 'dist', migrations), { recursive: true });
rmSync(join(root, 'dist', 'package.json'), { force: true });
