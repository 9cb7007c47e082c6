import type { PageWords } from './en.ts';

/** Italian. */
export const it: PageWords = {
  'start.title': 'Connessione in corso…',
  'start.heading': 'Apertura della pagina di accesso…',
  'start.text': 'Un momento, per favore.',
  'start.failed': 'Non è stato possibile avviare l’accesso',
  'start.offline': 'Il server delle connessioni non è raggiungibile. Chiudi questa finestra e riprova.',
  'start.elsewhere': 'Da qui non è possibile accedere',
  'start.framed':
    'La pagina che ha aperto questa finestra è mostrata dentro un’altra pagina, che limita ciò che le finestre possono fare. Chiudi questa finestra e apri l’app in una scheda tutta sua.',
  'start.goBack': 'Torna all’app',
  'start.silent': 'La pagina che ha aperto questa finestra non risponde. Chiudi questa finestra e connetti di nuovo.',
  'start.unlinked':
    'Questa finestra non è collegata all’app, quindi qui non si può connettere nulla. Chiudila e continua nell’app.',
  'done.title': 'Autorizzazione completata',
  'done.heading': 'Autorizzazione completata correttamente',
  'done.text': '{label} è connesso. Puoi chiudere questa finestra e tornare all’app.',
  'failed.title': 'Autorizzazione non completata',
  'failed.heading': 'L’autorizzazione non è stata completata',
  'refused.title': 'Accesso',
  'refused.heading': 'Questo accesso non può continuare',
  'link.title': 'Connetti le tue app',
  'link.titleFor': 'Connetti le tue app a {vendor}',
  'link.text': 'Hai ricevuto questo link per configurare una connessione. In seguito funzionerà solo in questo browser.',
  'link.continue': 'Continua',
  'link.done': 'Connesso. Ora puoi chiudere questa pagina.',
  'link.back': 'Torna all’app',
  'link.backTo': 'Torna a {vendor}',
  'link.over': 'Questo link non funziona più',
  'link.unknown': 'Il link è incompleto o qui non è conosciuto. Aprilo di nuovo dall’e-mail o chiedine uno nuovo.',
  'link.offline': 'Il server delle connessioni non è raggiungibile. Riprova tra un momento.',
  'error.link_expired': 'Questo link è scaduto. Chiedine uno nuovo a chi te l’ha inviato.',
  'error.link_used':
    'Questo link è già stato aperto in un altro browser. Continua da lì o chiedine uno nuovo a chi te l’ha inviato.',
  close: 'Chiudi la finestra',
  closeByHand: 'Ora puoi chiudere questa finestra.',

  'error.origin_not_allowed':
    'Questa pagina non può usare il server delle connessioni. La sua origine va aggiunta ad ALLOWED_ORIGINS.',
  'error.not_found': 'Questo non esiste più. Ricarica la pagina.',
  'error.rate_limited': 'Troppe richieste. Attendi un momento, poi riprova.',
  'error.too_many_requests':
    'È stato richiesto molte volte in poco tempo, quindi questa volta non è stato fatto nulla. Attendi un minuto, poi riprova.',
  'error.internal_error':
    'Qualcosa è andato storto sul server delle connessioni. Riprova; se continua, avvisa il fornitore di questa app.',
  'error.database_unavailable':
    'Il server delle connessioni al momento non è disponibile. Non è stato salvato nulla; riprova tra poco.',
  'error.key_unavailable':
    'Il server delle connessioni al momento non è disponibile. Non è stato salvato nulla; riprova tra poco.',
  'error.flow_expired': 'L’accesso ha richiesto troppo tempo. Connettiti di nuovo per ricominciare.',
  'error.flow_cancelled': 'L’accesso è stato annullato.',
  'error.flow_superseded': 'La connessione è cambiata mentre accedevi. Connettiti di nuovo.',
  'error.flow_completed': 'Questo accesso è già terminato. Puoi chiudere questa finestra.',
  'error.flow_not_bound': 'Questo accesso non è stato iniziato in questo browser. Connettiti di nuovo qui.',
  'error.subject_mismatch': 'Questo accesso è stato iniziato da un altro utente. Connettiti di nuovo per iniziare il tuo.',
  'error.session_revoked': 'La sessione è terminata durante l’accesso. Ricarica la pagina e connettiti di nuovo.',
  'error.definition_changed': 'Le impostazioni sono cambiate durante l’accesso. Connettiti di nuovo.',
  'error.missing_fields': 'Compila prima i campi obbligatori, poi connettiti.',
  'error.access_denied': 'L’accesso è stato negato sull’app esterna. Connettiti di nuovo se non era voluto.',
  'error.account_changed': 'Hai eseguito l’accesso all’app esterna con un account diverso da prima.',
  'error.wrong_account': 'Hai eseguito l’accesso all’app esterna con un account diverso da quello indicato.',
  'error.invalid_client': 'L’app esterna ha rifiutato l’ID o il segreto client di questa app. Vanno controllati entrambi.',
  'error.redirect_uri_mismatch': 'L’app esterna non conosce l’URL di callback di questa app. Va registrato lì.',
  'error.invalid_scope': 'L’app esterna ha rifiutato le autorizzazioni richieste. Lo sviluppatore dell’app deve controllarle.',
  'error.exchange_rejected': 'L’app esterna ha rifiutato di completare l’accesso. Connettiti di nuovo.',
  'error.exchange_unknown': 'L’app esterna non ha risposto in tempo, quindi l’accesso è incompleto. Connettiti di nuovo.',
  'error.issuer_mismatch': 'La risposta non proveniva dal server dell’app esterna. Non è stato salvato nulla.',
  'error.provider_unreachable': 'L’app esterna non è raggiungibile. Riprova tra poco.',
  'error.provider_error': 'L’app esterna ha risposto con un errore. Riprova; il registro dice di più.',
  'error.provider_protocol_error': 'La risposta dell’app esterna non è comprensibile. Non è stato salvato nulla.',
  'error.egress_refused': 'Questo indirizzo non può essere chiamato. Controlla il nome host.',
  'error.scope_missing':
    'Un’autorizzazione necessaria non è stata concessa. Riconnettiti e consenti tutto ciò che l’app esterna chiede.',
};
