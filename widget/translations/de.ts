import type { Translation } from './en.ts';

/** German. */
export const de: Translation = {
  connect: 'Verbinden',
  reconnect: 'Neu verbinden',
  disconnect: 'Trennen',
  save: 'Speichern',
  test: 'Testen',
  cancel: 'Abbrechen',
  retry: 'Erneut versuchen',
  settings: 'Einstellungen',
  logsOf: 'Protokoll von {label}',
  optional: 'optional',
  learnMore: 'Mehr erfahren',
  newWindow: 'öffnet in neuem Fenster',
  example: 'Beispiel: {example}',
  loading: 'Verbindungen werden geladen …',

  'status.not_configured': 'Nicht eingerichtet',
  'status.configured': 'Eingerichtet',
  'status.active': 'Aktiv',
  'status.error': 'Handlungsbedarf',

  'fact.account': 'Konto',
  'fact.lastUsed': 'Zuletzt verwendet',
  'fact.nextRefresh': 'Nächste Erneuerung',
  'fact.expires': 'Läuft ab',
  'fact.connected': 'Verbunden',
  'fact.missingScopes': 'Nicht gewährt: {scopes}',
  'fact.callbackUrl': 'Einzutragende Callback-URL',

  'secret.saved': 'Gespeichert',
  'secret.savedAt': 'Gespeichert {time}',
  'secret.willClear': 'Wird beim Speichern entfernt',
  'secret.replace': 'Ersetzen',
  'secret.replaceLabel': 'Ersetzen: {label}',
  'secret.clear': 'Entfernen',
  'secret.clearLabel': 'Entfernen: {label}',
  'secret.keep': 'Gespeicherten Wert behalten',
  'secret.show': 'Anzeigen',
  'secret.hide': 'Verbergen',

  choose: 'Auswählen …',
  none: 'Keine Auswahl',
  notSet: 'Nicht gesetzt',
  yes: 'Ja',
  no: 'Nein',
  add: 'Hinzufügen',
  removeRow: 'Zeile {number} entfernen',
  row: '{label}, Zeile {number}',
  key: 'Schlüssel',
  value: 'Wert',

  saved: 'Gespeichert.',
  unchanged: 'Es gibt nichts zu speichern.',
  connected: 'Mit {app} verbunden.',
  cancelled: 'Abgebrochen. Es wurde nichts geändert.',
  tested: 'Der Testaufruf war erfolgreich.',
  attention: 'Felder, die Aufmerksamkeit brauchen: {count}',
  waitingForVendor: 'Es fehlt noch ein Wert, den nur der Anbieter dieser App setzen kann.',

  'flow.opening': 'Das Anmeldefenster wird geöffnet …',
  'flow.redirecting': 'Weiter zu {app} …',
  'flow.direct': 'Verbindung mit {app} wird hergestellt …',
  'flow.authorizing': 'Bitte schließen Sie die Anmeldung im Fenster von {app} ab …',
  'flow.confirming': 'Fast fertig: {app} bestätigt …',
  'flow.reopen': 'Fenster erneut öffnen',
  'flow.blocked': 'Das Anmeldefenster konnte nicht geöffnet werden. Vielleicht blockiert Ihr Browser Pop-ups auf dieser Seite.',
  'flow.blockedHint': 'Erlauben Sie Pop-ups und versuchen Sie es erneut, oder melden Sie sich ohne Fenster an.',
  'flow.unreachable':
    'Das Anmeldefenster erreicht diese Seite nicht. Schließen Sie es, falls es offen ist, und melden Sie sich ohne Fenster an.',
  'flow.framed':
    'Diese Seite wird innerhalb einer anderen Seite gezeigt, die kein Anmeldefenster zulässt. Öffnen Sie sie in einem eigenen Tab und verbinden Sie dort.',
  'flow.inApp':
    'Diese Seite ist im Browser einer anderen App geöffnet, in dem {app} die Anmeldung ablehnen kann. Öffnen Sie sie in Ihrem gewohnten Browser und verbinden Sie dort.',
  'flow.copyLink': 'Link kopieren',
  'flow.copied': 'Link kopiert.',
  'flow.sameTab': 'In diesem Tab fortfahren',

  'device.enter': 'Geben Sie diesen Code bei {app} ein, um die Verbindung herzustellen:',
  'device.copy': 'Code kopieren',
  'device.copied': 'Kopiert',
  'device.open': '{app} öffnen',
  'device.elsewhere': 'Das geht auf jedem Gerät: Öffnen Sie dort {address}.',
  'device.waiting': 'Warten auf Ihre Zustimmung dort …',
  'device.expires': 'Der Code läuft {time} ab.',

  'disconnect.question': '{label} trennen?',
  'disconnect.consequence':
    'Die gespeicherten Zugangsdaten werden gelöscht. Was diese Verbindung nutzt, funktioniert nicht mehr, bis Sie sie neu herstellen.',
  'disconnect.revokes': '{app} wird außerdem gebeten, den Zugriff zu widerrufen.',
  'disconnect.revoked': 'Getrennt. Der Zugriff wurde bei {app} widerrufen.',
  'disconnect.pending': 'Getrennt. {app} wird um den Widerruf des Zugriffs gebeten; das Protokoll zeigt, wie es ausgeht.',
  'disconnect.nothing_to_revoke': 'Getrennt. Bei {app} gab es nichts zu widerrufen.',
  'disconnect.unsupported':
    'Getrennt, die Zugangsdaten sind gelöscht. {app} bietet keinen Widerruf an; Sie können diese App dort entfernen.',
  'disconnect.unconfirmed':
    'Getrennt, die Zugangsdaten sind gelöscht. {app} hat den Widerruf nicht bestätigt; Sie können dort nachsehen.',
  'disconnect.manage': 'Zugriff bei {app} verwalten',

  'logs.empty': 'Es ist noch nichts geschehen.',
  'logs.more': 'Ältere Einträge anzeigen',
  'severity.info': 'Information',
  'severity.warn': 'Warnung',
  'severity.error': 'Fehler',

  'log.saved': 'Einstellungen gespeichert.',
  'log.settings_changed':
    'Die Einstellungen haben sich geändert, daher gilt die frühere Anmeldung nicht mehr. Verbinden Sie erneut.',
  'log.server_found': 'Der Server wurde gefunden, und diese App ist dort bekannt.',
  'log.sign_in_started': 'Anmeldung begonnen.',
  'log.connected': 'Mit {app} verbunden.',
  'log.reconnected': 'Erneut mit {app} verbunden.',
  'log.account_changed':
    'Mit einem anderen Konto bei {app} verbunden als zuvor. Falls das nicht gewollt war, verbinden Sie erneut mit dem früheren.',
  'log.address_dropped': '{app} nannte eine Adresse, die nicht die eigene ist. Sie wurde nicht übernommen.',
  'log.details_unknown':
    'Verbunden, doch {app} hat die Angaben zum Konto nicht mitgeteilt. Verbinden Sie erneut, falls etwas fehlt.',
  'log.sign_in_cancelled': 'Anmeldung abgebrochen.',
  'log.disconnected': 'Getrennt. Die gespeicherten Zugangsdaten sind gelöscht.',
  'log.revoked': 'Zugriff bei {app} widerrufen.',
  'log.revocation_queued': '{app} konnte den Widerruf noch nicht bestätigen. Es wird erneut versucht.',
  'log.revocation_unconfirmed': '{app} hat den Widerruf nie bestätigt. Entfernen Sie den Zugriff dort.',
  'log.revocation_unsupported': '{app} bietet keinen Widerruf an. Entfernen Sie den Zugriff dort, wenn Sie möchten.',
  'log.revocation_skipped':
    'Die frühere Anmeldung wurde ersetzt; {app} führt beide als eine Freigabe, daher wurde nichts widerrufen.',
  'log.refreshed': 'Token erneuert.',
  'log.refresh_delayed': 'Das Token konnte gerade nicht erneuert werden. Es wird erneut versucht.',
  'log.recovered': 'Die Erneuerung klappt wieder.',
  'log.first_use': 'Erfolgreich verwendet.',
  'log.test_passed': 'Der Testaufruf war erfolgreich.',

  empty: 'Diese Integration braucht keine Verbindungen.',

  'error.fallback':
    'Das hat nicht geklappt. Versuchen Sie es erneut; bleibt es dabei, wenden Sie sich an den Anbieter dieser App.',
  'error.request': 'Anfrage {requestId}',
  'error.page_without_origin':
    'Diese Seite wird in einem Rahmen gezeigt, der sie von allem anderen trennt; hier lässt sich nichts verbinden. Öffnen Sie sie in einem eigenen Tab.',
  'error.offline': 'Der Verbindungsserver ist nicht erreichbar. Prüfen Sie Ihr Netz; Ihre Eingaben bleiben erhalten.',
  'error.invalid_answer':
    'Die Antwort des Verbindungsservers ist unverständlich. Vielleicht haben Seite und Server verschiedene Versionen.',
  'error.integration_missing':
    'Das Attribut „integration“ von <connection-config> fehlt. Setzen Sie es auf den Schlüssel einer Integration.',
  'error.session_missing':
    'Diese Seite gibt keine Sitzung. Setzen Sie getSession auf eine Funktion, die ein Sitzungs-Token liefert.',
  'error.session_unavailable': 'Es war keine Sitzung zu bekommen. Versuchen Sie es erneut, oder laden Sie die Seite neu.',
  'error.session_expired':
    'Ihre Sitzung ist abgelaufen. Versuchen Sie es erneut, oder laden Sie die Seite neu; Ihre Eingaben bleiben erhalten.',
  'error.session_invalid': 'Die Sitzung dieser Seite gilt hier nicht. Laden Sie die Seite neu.',
  'error.session_revoked': 'Ihre Sitzung endete während der Anmeldung. Laden Sie die Seite neu und verbinden Sie erneut.',
  'error.forbidden': 'Dazu haben Sie keine Berechtigung.',
  'error.unknown_integration':
    'Es gibt keine Integration mit dem Schlüssel „{integration}“. Prüfen Sie das Attribut „integration“.',
  'error.unknown_config_var':
    'Die Integration hat keine Verbindung mit dem Schlüssel „{configVar}“. Prüfen Sie das Attribut „config-var“.',
  'error.conflict':
    'Jemand anderes hat diese Verbindung inzwischen geändert. Sehen Sie Ihre Eingaben durch und speichern Sie erneut.',
  'error.validation_failed': 'Einige Felder brauchen Aufmerksamkeit.',
  'error.rate_limited': 'Zu viele Anfragen. Warten Sie einen Moment, und versuchen Sie es dann erneut.',
  'error.database_unavailable':
    'Der Verbindungsserver ist gerade nicht verfügbar. Es wurde nichts gespeichert; versuchen Sie es gleich erneut.',
  'error.key_unavailable':
    'Der Verbindungsserver ist gerade nicht verfügbar. Es wurde nichts gespeichert; versuchen Sie es gleich erneut.',
  'error.missing_fields': 'Füllen Sie zuerst die Pflichtfelder aus, und verbinden Sie dann.',
  'error.flow_expired': 'Die Anmeldung hat zu lange gedauert. Verbinden Sie erneut.',
  'error.flow_cancelled': 'Die Anmeldung wurde abgebrochen.',
  'error.flow_superseded': 'Die Verbindung wurde während der Anmeldung geändert. Verbinden Sie erneut.',
  'error.flow_not_bound': 'Diese Anmeldung wurde nicht in diesem Browser begonnen. Verbinden Sie hier erneut.',
  'error.subject_mismatch': 'Diese Anmeldung hat ein anderer Benutzer begonnen. Verbinden Sie selbst erneut.',
  'error.definition_changed': 'Die Einstellungen haben sich während der Anmeldung geändert. Verbinden Sie erneut.',
  'error.access_denied': 'Der Zugriff wurde bei {app} abgelehnt. Verbinden Sie erneut, falls das ein Versehen war.',
  'error.account_changed': 'Sie haben sich bei {app} mit einem anderen Konto als zuvor angemeldet.',
  'error.invalid_client': '{app} hat Client-ID oder Client-Secret dieser App abgelehnt. Beide müssen geprüft werden.',
  'error.redirect_uri_mismatch': '{app} kennt die Callback-URL dieser App nicht. Sie muss dort eingetragen werden.',
  'error.invalid_scope': '{app} hat die angefragten Berechtigungen abgelehnt. Der Entwickler der App muss sie prüfen.',
  'error.exchange_rejected': '{app} hat die Anmeldung nicht abgeschlossen. Verbinden Sie erneut.',
  'error.exchange_unknown': '{app} hat nicht rechtzeitig geantwortet, die Anmeldung ist unvollständig. Verbinden Sie erneut.',
  'error.issuer_mismatch': 'Die Antwort kam nicht vom Server von {app}. Es wurde nichts gespeichert.',
  'error.provider_unreachable': '{app} ist nicht erreichbar. Versuchen Sie es gleich erneut.',
  'error.provider_error': '{app} hat mit einem Fehler geantwortet. Versuchen Sie es erneut; mehr steht im Protokoll.',
  'error.provider_protocol_error': 'Die Antwort von {app} ist unverständlich. Es wurde nichts gespeichert.',
  'error.egress_refused': 'Diese Adresse darf nicht aufgerufen werden. Prüfen Sie den Hostnamen.',
  'error.discovery_failed':
    'Unter dieser Adresse wurde keine Anmeldung gefunden. Prüfen Sie die Adresse oder fragen Sie den Betreiber des Servers.',
  'error.resource_mismatch':
    'Der Server beschreibt sich unter einer anderen Adresse als dieser. Fragen Sie nach der genauen Adresse.',
  'error.server_unsupported':
    'Der Server bietet keine Anmeldung, die hier sicher ist. Der Betreiber muss den Authorization Code Grant mit PKCE erlauben.',
  'error.registration_unsupported':
    'Der Server lässt nicht zu, dass sich Apps selbst registrieren. Bitten Sie den Betreiber um eine Client-ID oder um die Freigabe der Registrierung.',
  'error.registration_refused':
    'Der Server hat die Registrierung dieser App abgelehnt. Bitten Sie den Betreiber, sie zu erlauben, und versuchen Sie es noch einmal.',
  'error.server_changed':
    'Der Server unter dieser Adresse nennt einen anderen Anmeldeserver als zuvor; es wurde nichts gesendet. Bestätigt der Betreiber den Umzug, trennen Sie die Verbindung und verbinden Sie sie neu.',
  'error.reauth_required': '{app} akzeptiert diese Verbindung nicht mehr. Verbinden Sie neu, um sich wieder anzumelden.',
  'error.credentials_rejected': '{app} hat diese Zugangsdaten abgelehnt. Geben Sie neue ein, und speichern Sie.',
  'error.outcome_unknown': 'Eine Erneuerung bei {app} wurde unterbrochen. Verbinden Sie neu, um sich wieder anzumelden.',
  'error.scope_missing':
    'Eine nötige Berechtigung wurde nicht gewährt. Verbinden Sie neu, und erlauben Sie alles, wonach {app} fragt.',
  'error.decrypt_failed':
    'Die gespeicherten Zugangsdaten lassen sich nicht mehr öffnen. Geben Sie sie neu ein, oder verbinden Sie neu.',
  'error.provider_error_persistent': '{app} ist seit langem gestört. Verbinden Sie neu, um es zu versuchen.',
  'error.test_failed': 'Der Testaufruf bei {app} ist fehlgeschlagen. Prüfen Sie die Werte, und versuchen Sie es erneut.',
  'error.use_failed': 'Die Verbindung war nicht nutzbar. Prüfen Sie sie, und verbinden oder speichern Sie dann erneut.',

  'field.required': 'Geben Sie einen Wert ein.',
  'field.placeholder_value': 'Ersetzen Sie den Platzhalter durch Ihren eigenen Wert.',
  'field.not_a_choice': 'Wählen Sie einen der angebotenen Werte.',
  'field.not_a_boolean': 'Wählen Sie Ja oder Nein.',
  'field.too_small': 'Geben Sie eine Zahl von mindestens {min} ein.',
  'field.too_large': 'Geben Sie eine Zahl von höchstens {max} ein.',
  'field.too_short': 'Geben Sie mindestens {min} Zeichen ein.',
  'field.too_long': 'Geben Sie höchstens {max} Zeichen ein.',
  'field.wrong_shape': 'Dieser Wert hat die falsche Form.',
  'field.unknown_field': 'Dieses Feld gibt es nicht mehr. Laden Sie die Seite neu.',
  'field.invalid_host': 'Das ergibt keinen gültigen Hostnamen. Geben Sie nur den gefragten Teil ein.',
  'field.control_characters': 'Der Wert enthält Zeichen, die hier nicht erlaubt sind.',
  'field.invalid': 'Dieser Wert wurde abgelehnt.',
  'field.pattern': 'Das sieht anders aus als erwartet. Sie können es trotzdem speichern.',
};
