import type { PageWords } from './en.ts';

/** German. */
export const de: PageWords = {
  'start.title': 'Verbindung wird hergestellt …',
  'start.heading': 'Weiter zur Anmeldung …',
  'start.text': 'Einen Augenblick bitte.',
  'start.failed': 'Die Anmeldung konnte nicht beginnen',
  'start.offline': 'Der Verbindungsserver ist nicht erreichbar. Schließen Sie dieses Fenster und versuchen Sie es erneut.',
  'start.elsewhere': 'Von hier aus keine Anmeldung',
  'start.framed':
    'Die Seite, die dieses Fenster geöffnet hat, wird innerhalb einer anderen Seite angezeigt, die Fenster einschränkt. Schließen Sie dieses Fenster und öffnen Sie die App in einem eigenen Tab.',
  'start.goBack': 'Zurück zur App',
  'start.silent':
    'Die Seite, die dieses Fenster geöffnet hat, antwortet nicht. Schließen Sie dieses Fenster und verbinden Sie erneut.',
  'start.unlinked':
    'Dieses Fenster ist nicht mit der App verknüpft, hier kann also nichts verbunden werden. Schließen Sie es und machen Sie in der App weiter.',
  'done.title': 'Autorisierung abgeschlossen',
  'done.heading': 'Autorisierung erfolgreich abgeschlossen',
  'done.text': '{label} ist verbunden. Sie können dieses Fenster schließen und zur App zurückkehren.',
  'failed.title': 'Autorisierung nicht abgeschlossen',
  'failed.heading': 'Die Autorisierung wurde nicht abgeschlossen',
  'refused.title': 'Anmeldung',
  'refused.heading': 'Diese Anmeldung kann nicht fortgesetzt werden',
  'link.title': 'Apps verbinden',
  'link.titleFor': 'Apps mit {vendor} verbinden',
  'link.text':
    'Sie haben diesen Link erhalten, um eine Verbindung einzurichten. Danach funktioniert er nur noch in diesem Browser.',
  'link.continue': 'Weiter',
  'link.done': 'Verbunden. Sie können diese Seite jetzt schließen.',
  'link.back': 'Zurück zur App',
  'link.backTo': 'Zurück zu {vendor}',
  'link.over': 'Dieser Link funktioniert nicht mehr',
  'link.unknown':
    'Der Link ist unvollständig oder hier nicht bekannt. Öffnen Sie ihn erneut aus der E-Mail, oder bitten Sie um einen neuen.',
  'link.offline': 'Der Verbindungsserver ist nicht erreichbar. Versuchen Sie es gleich noch einmal.',
  'error.link_expired': 'Dieser Link ist abgelaufen. Bitten Sie den Absender um einen neuen.',
  'error.link_used':
    'Dieser Link wurde schon in einem anderen Browser geöffnet. Machen Sie dort weiter, oder bitten Sie den Absender um einen neuen.',
  close: 'Fenster schließen',
  closeByHand: 'Sie können dieses Fenster jetzt schließen.',

  'error.origin_not_allowed': 'Diese Seite darf den Verbindungsserver nicht verwenden.',
  'error.not_found': 'Diese Anmeldung gibt es nicht oder nicht mehr.',
  'error.rate_limited': 'Zu viele Anfragen. Warten Sie einen Augenblick und versuchen Sie es dann erneut.',
  'error.too_many_requests':
    'Das wurde in kurzer Zeit sehr oft verlangt, deshalb ist diesmal nichts geschehen. Warten Sie eine Minute, und versuchen Sie es dann erneut.',
  'error.internal_error': 'Auf dem Verbindungsserver ist etwas schiefgegangen. Versuchen Sie es erneut.',
  'error.database_unavailable': 'Der Verbindungsserver ist gerade nicht verfügbar. Versuchen Sie es in Kürze erneut.',
  'error.key_unavailable': 'Der Verbindungsserver ist gerade nicht verfügbar. Versuchen Sie es in Kürze erneut.',
  'error.flow_expired': 'Die Anmeldung hat zu lange gedauert. Verbinden Sie in der App erneut.',
  'error.flow_cancelled': 'Die Anmeldung wurde abgebrochen. Verbinden Sie in der App erneut.',
  'error.flow_superseded': 'Die Verbindung wurde während der Anmeldung geändert. Verbinden Sie in der App erneut.',
  'error.flow_completed': 'Diese Anmeldung ist schon abgeschlossen. Sie können dieses Fenster schließen.',
  'error.flow_not_bound':
    'Diese Anmeldung wurde nicht in diesem Browser begonnen. Gehen Sie zurück zur App und verbinden Sie dort.',
  'error.subject_mismatch': 'Diese Anmeldung hat jemand anderes begonnen. Beginnen Sie in der App Ihre eigene.',
  'error.session_revoked':
    'Ihre Sitzung ist während der Anmeldung abgelaufen. Laden Sie die Seite der App neu und verbinden Sie erneut.',
  'error.definition_changed':
    'Die Einstellungen der Verbindung wurden während der Anmeldung geändert. Verbinden Sie in der App erneut.',
  'error.missing_fields': 'Füllen Sie in der App zuerst die Pflichtfelder aus und verbinden Sie dann.',
  'error.access_denied': 'Der Zugriff wurde abgelehnt. Verbinden Sie in der App erneut, falls das nicht beabsichtigt war.',
  'error.account_changed': 'Sie haben sich mit einem anderen Konto angemeldet als zuvor.',
  'error.wrong_account': 'Sie haben sich mit einem anderen Konto angemeldet als dem eingetragenen.',
  'error.invalid_client':
    'Der Drittanbieter hat Client-ID oder Client-Secret abgelehnt. Der Entwickler der App muss beides prüfen.',
  'error.redirect_uri_mismatch': 'Der Drittanbieter kennt unsere Callback-URL nicht. Sie muss dort eingetragen werden.',
  'error.invalid_scope':
    'Der Drittanbieter hat die angeforderten Berechtigungen abgelehnt. Der Entwickler der App muss sie prüfen.',
  'error.exchange_rejected': 'Der Drittanbieter hat die Anmeldung nicht abgeschlossen. Verbinden Sie in der App erneut.',
  'error.exchange_unknown':
    'Der Drittanbieter hat nicht rechtzeitig geantwortet, die Anmeldung ist unvollständig. Verbinden Sie in der App erneut.',
  'error.issuer_mismatch':
    'Die Antwort kam von einem anderen Anmeldeserver als dem, der gefragt wurde. Es wurde nichts gespeichert.',
  'error.provider_unreachable': 'Der Drittanbieter ist nicht erreichbar. Versuchen Sie es in Kürze erneut.',
  'error.provider_error': 'Der Drittanbieter hat mit einem Fehler geantwortet. Versuchen Sie es erneut; das Protokoll sagt mehr.',
  'error.provider_protocol_error': 'Die Antwort des Drittanbieters war nicht verständlich. Es wurde nichts gespeichert.',
  'error.egress_refused': 'Diese Adresse darf nicht aufgerufen werden. Prüfen Sie den Hostnamen.',
  'error.scope_missing':
    'Eine nötige Berechtigung wurde nicht erteilt. Verbinden Sie erneut und erlauben Sie alles, wonach gefragt wird.',
};
