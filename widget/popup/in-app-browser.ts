/** What a browser says of itself. */
export interface BrowserTraits {
  readonly userAgent: string;
  /** A page that was put on the home screen of an iPhone: no Safari by its name, and no app's browser either. */
  readonly standalone?: boolean | undefined;
}

/** Apps whose own browser shows links: by the name that it adds. */
const appNames =
  /\b(?:Instagram|FBAN|FBAV|FB_IAB|LinkedInApp|Line|MicroMessenger|KAKAOTALK|Snapchat|Pinterest|BytedanceWebview|musical_ly|Twitter)\b/;
/** Android's WebView. @see https://developer.chrome.com/docs/webview/user-agent (2026-11-23) */
const androidWebView = /; wv\)/;
/** Apple's WKWebView: the engine without the browser's name. */
const appleWebView = /\((?:iPhone|iPad|iPod|Macintosh)[^)]*\) AppleWebKit\/(?!.*(?:Safari|Chrome)\/)/;

/**
 * Whether the page is shown by an app's built-in browser. Such an app can read what is typed on the sign-in page, so providers refuse to
 * sign anybody in there (Google: `disallowed_useragent`, https://developers.google.com/identity/protocols/oauth2/policies, 2026-11-23).
 * Told by the user agent alone: there is no other sign, and an app that hides is not found.
 */
export function isInAppBrowser({ userAgent, standalone = false }: BrowserTraits): boolean {
  return appNames.test(userAgent) || androidWebView.test(userAgent) || (appleWebView.test(userAgent) && !standalone);
}
