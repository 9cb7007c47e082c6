import type { AttackCase } from '../attack-case.ts';
import { bindingCases } from './a-binding.ts';
import { codeAndIssuerCases } from './b-code-and-issuer.ts';
import { pageAndMessageCases } from './c-pages-and-messages.ts';
import { tokenAnswerCases } from './d-token-answers.ts';
import { errorAndRetryCases } from './e-errors-and-retries.ts';
import { egressCases } from './f-egress.ts';
import { revocationCases } from './g-revocation.ts';
import { apiCases } from './h-apis.ts';

/** Every attack of the list, in its order. */
export const attackCases: readonly AttackCase[] = [
  ...bindingCases,
  ...codeAndIssuerCases,
  ...pageAndMessageCases,
  ...tokenAnswerCases,
  ...errorAndRetryCases,
  ...egressCases,
  ...revocationCases,
  ...apiCases,
];
