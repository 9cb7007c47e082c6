import { assert } from '@open-wc/testing';
import { isInAppBrowser } from '../../../widget/popup/in-app-browser.ts';

const apple = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const iPhone = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${apple}`;
const iPad = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${apple}`;
const blink = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const android = `Mozilla/5.0 (Linux; Android 15; Pixel 9) ${blink}`;

const apps: Readonly<Record<string, string>> = {
  'Instagram on an iPhone': `${iPhone} Mobile/22F76 Instagram 390.0.0.25.93 (iPhone15,2; iOS 18_5; en_US; scale=3.00)`,
  'Instagram on Android': `Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/AP4A; wv) ${blink} Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36 Instagram 390.0.0.25.93 Android`,
  'Facebook on an iPhone': `${iPhone} Mobile/22F76 [FBAN/FBIOS;FBAV/520.0.0.38.101;FBDV/iPhone15,2]`,
  'Facebook on Android': `${android} Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/520.0.0.44.99;]`,
  LinkedIn: `${iPhone} Mobile/22F76 [LinkedInApp]/9.30.2222`,
  LINE: `${iPhone} Mobile/22F76 Safari Line/15.9.0`,
  WeChat: `${android} Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.60(0x28003C35) WeChat/arm64`,
  'an Android WebView': `Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/AP4A; wv) ${blink} Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36`,
  'a WKWebView on an iPhone': `${iPhone} Mobile/22F76`,
  'a WKWebView on an iPad': iPad,
};

const browsers: Readonly<Record<string, string>> = {
  'Safari on an iPhone': `${iPhone} Version/18.5 Mobile/15E148 Safari/604.1`,
  'Chrome on an iPhone': `${iPhone} CriOS/140.0.7339.39 Mobile/15E148 Safari/604.1`,
  'Firefox on an iPhone': `${iPhone} FxiOS/143.0 Mobile/15E148 Safari/605.1.15`,
  'Edge on an iPhone': `${iPhone} Version/18.0 EdgiOS/140.0.3485.54 Mobile/15E148 Safari/604.1`,
  'Safari on a Mac': `${iPad} Version/18.5 Safari/605.1.15`,
  'Chrome on a Mac': `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${blink} Chrome/140.0.0.0 Safari/537.36`,
  'Chrome on Android': `${android} Chrome/140.0.0.0 Mobile Safari/537.36`,
  'Samsung Internet': `${android} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
  'Firefox on Android': 'Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0',
  'Chrome on Windows': `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink} Chrome/140.0.0.0 Safari/537.36`,
  'Edge on Windows': `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`,
  'Firefox on Linux': 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
};

describe('isInAppBrowser', () => {
  for (const [name, userAgent] of Object.entries(apps)) {
    it(`knows the browser of ${name}`, () => assert.isTrue(isInAppBrowser({ userAgent })));
  }
  for (const [name, userAgent] of Object.entries(browsers)) {
    it(`takes ${name} for what it is`, () => assert.isFalse(isInAppBrowser({ userAgent })));
  }
  it('takes a page on the home screen of an iPhone for no app’s browser', () => {
    assert.isFalse(isInAppBrowser({ userAgent: `${iPhone} Mobile/15E148`, standalone: true }));
  });
});
