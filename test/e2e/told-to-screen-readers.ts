/**
 * What a screen reader is told of one element: `[CSS selector in the tag, role, accessible name]`. No name: the role alone; an empty role:
 * the name alone, as of a password field, for which there is no role (HTML-AAM 1.0 section 3.5.67).
 */
export type Told = readonly [selector: string, role: string, name?: string];

/** What the browser has to tell of each state of the tag, whatever browser it is; by the name of the state. */
export const told: Readonly<Record<string, readonly Told[]>> = {
  statuses: [
    ['[data-config-var=slack]', 'group', 'Slack'],
    ['[data-config-var=slack] [part=title]', 'heading', 'Slack'],
    ['[data-config-var=slack] .notes', 'status'],
    ['[data-config-var=slack] [part~=test-button]', 'button', 'Test Slack'],
    ['[data-config-var=slack] [part~=disconnect-button]', 'button', 'Disconnect Slack'],
    ['[data-config-var=slack] [part~=logs-button]', 'button', 'Log of Slack'],
    ['[data-config-var=salesforce] [part~=connect-button]', 'button', 'Reconnect Salesforce'],
    ['[data-config-var=zoom] [part~=connect-button]', 'button', 'Connect Zoom'],
  ],
  'every-field': [
    ['[name=host]', 'textbox', 'Server'],
    ['[name=region]', 'combobox', 'Region'],
    ['[name=certificate]', 'textbox', 'Certificate optional'],
    ['[name=sandbox]', 'switch', 'Use the sandbox'],
    ['.saved-secret', 'group', 'Client secret'],
    ['[part~=replace-button]', 'button', 'Replace Client secret'],
    ['[data-key=tags] [role=group]', 'group', 'Tags optional'],
    ['[data-key=tags] [part~=add-button]', 'button', 'Add'],
    ['[part~=save-button]', 'button', 'Save Amazon S3'],
    ['.form-note', 'status'],
  ],
  help: [['[part=description] a', 'link', 'What it may see (opens in a new window)']],
  many: [['[part~=search]', 'searchbox', 'Search connections']],
  'not-loaded': [
    ['.banner', 'alert'],
    ['[part~=retry-button]', 'button', 'Try again'],
  ],
  invalid: [
    ['[data-config-var]', 'group', 'Amazon S3'],
    ['[name=bucket]', 'textbox', 'Bucket'],
    ['[name=secretAccessKey]', '', 'Secret access key'],
    ['.reveal', 'button', 'Show: Secret access key'],
    ['[part=error-summary]', 'list'],
    ['[part=error-summary] li:first-child button', 'button', 'Bucket'],
  ],
  saved: [['.form-note', 'status']],
  'save-failed': [['.form-note', 'status']],
  connecting: [
    ['.notes', 'status'],
    ['[part~=reopen-button]', 'button', 'Open the window again'],
    ['[part~=cancel-button]', 'button', 'Cancel'],
  ],
  'disconnect-question': [
    ['[part=confirmation]', 'group', 'Disconnect Slack?'],
    ['[part~=confirm-button]', 'button', 'Disconnect'],
    ['[part~=cancel-button]', 'button', 'Cancel'],
  ],
  logs: [
    ['[part=logs]', 'region', 'Log of Salesforce'],
    ['[part~=problems-only]', 'checkbox', 'Problems only'],
    ['[part~=copy-log-button]', 'button', 'Copy for support'],
  ],
};
