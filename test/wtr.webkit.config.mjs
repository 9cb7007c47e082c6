import { webKitLauncher } from './support/webkit-launcher.wtr.mjs';
import { base } from './wtr.base.mjs';

export default { ...base, concurrency: 1, browsers: [webKitLauncher()] };
