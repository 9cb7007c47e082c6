import * as v from 'valibot';

const storageKey = 'connection-config:redirect';
const fragmentPattern = /^#connection-config=([^.]+)(?:\.(.*))?$/;

const rememberedSchema = v.object({
  baseUrl: v.string(),
  integration: v.string(),
  configVar: v.string(),
  flowId: v.string(),
  startSecret: v.string(),
});

/** What this tab has to remember while the customer is away: which tag, which connection, and the secret only this page knows. */
export type RememberedRedirect = v.InferOutput<typeof rememberedSchema>;

/** A redirect that has come back. `completion` is absent when the sign-in did not get that far. */
export interface RedirectReturn extends RememberedRedirect {
  readonly completion?: string;
}

/** The parts of a page that {@link takeRedirectReturn} reads and cleans. */
export interface ReturnPage {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState' | 'state'>;
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

/** Keeps a flow for the time the customer is at the third party. `sessionStorage` is of this tab and origin alone. */
export function rememberRedirect(storage: ReturnPage['sessionStorage'], redirect: RememberedRedirect): void {
  storage.setItem(storageKey, JSON.stringify(redirect));
}

/**
 * Takes a returned redirect out of the address and the storage, once.
 * @param isMine tells whether the redirect was begun by the asking tag, since a page may hold several.
 * @returns undefined when the page did not come back from a redirect of this tag.
 */
export function takeRedirectReturn(
  page: ReturnPage,
  isMine: (redirect: RememberedRedirect) => boolean,
): RedirectReturn | undefined {
  const match = fragmentPattern.exec(page.location.hash);
  if (!match) return undefined;
  const remembered = readRemembered(page);
  if (!remembered || remembered.flowId !== match[1] || !isMine(remembered)) return undefined;
  page.sessionStorage.removeItem(storageKey);
  // The value works once and only together with our secret; still, it has no business in the history or in a copied link.
  page.history.replaceState(page.history.state, '', page.location.pathname + page.location.search);
  return match[2] ? { ...remembered, completion: match[2] } : remembered;
}

function readRemembered(page: ReturnPage): RememberedRedirect | undefined {
  try {
    const stored = v.safeParse(rememberedSchema, JSON.parse(page.sessionStorage.getItem(storageKey) ?? 'null'));
    return stored.success ? stored.output : undefined;
  } catch {
    return undefined;
  }
}
