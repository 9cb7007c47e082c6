import { en } from '../../widget/translations/en.ts';
import type { Translation } from '../../widget/translations/en.ts';
import { enOnDemand } from '../../widget/translations/en-on-demand.ts';

/** Every sentence 40 % longer and in brackets, so that one can see what was not looked up, and what does not fit. */
export const pseudoWords: Translation = Object.fromEntries(
  Object.entries({ ...en, ...enOnDemand }).map(([key, sentence]) => {
    const more = 'ñ'.repeat(Math.ceil(sentence.length * 0.4)).replace(/.{7}/g, '$& ');
    return [key, `⟦${sentence} ${more}⟧`];
  }),
);
