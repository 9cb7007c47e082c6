import type { Translation } from './en.ts';

/** French. */
export const fr: Translation = {
  connect: 'Se connecter',
  reconnect: 'Se reconnecter',
  disconnect: 'Déconnecter',
  save: 'Enregistrer',
  test: 'Tester',
  retry: 'Réessayer',
  settings: 'Paramètres',
  logsOf: 'Journal de {label}',
  optional: 'facultatif',
  learnMore: 'En savoir plus',
  newWindow: 's’ouvre dans une nouvelle fenêtre',
  example: 'Exemple : {example}',
  loading: 'Chargement des connexions…',

  'status.not_configured': 'Non configurée',
  'status.configured': 'Configurée',
  'status.active': 'Active',
  'status.error': 'À vérifier',

  'fact.account': 'Compte',
  'fact.lastUsed': 'Dernière utilisation',
  'fact.nextRefresh': 'Prochain renouvellement',
  'fact.expires': 'Expire',
  'fact.connected': 'Connectée',
  'fact.callbackUrl': 'URL de rappel à déclarer',

  'secret.show': 'Afficher',

  choose: 'Choisir…',
  none: 'Aucun',

  'error.offline': 'Le serveur de connexion est injoignable. Vérifiez votre réseau ; votre saisie est conservée.',

  'fact.missingScopes': 'Non accordé : {scopes}. Reconnectez-vous pour l’autoriser.',

  'secret.saved': 'Enregistré',
  'secret.savedAt': 'Enregistré {time}',
  'secret.replace': 'Remplacer',
  'secret.replaceLabel': 'Remplacer {label}',
  'secret.clear': 'Supprimer',
  'secret.clearLabel': 'Supprimer {label}',
  'secret.keep': 'Garder la valeur enregistrée',

  notSet: 'Non défini',
  yes: 'Oui',
  no: 'Non',

  'secret.willClear': 'Sera supprimé à l’enregistrement',
  'secret.hide': 'Masquer',

  add: 'Ajouter',
  removeRow: 'Supprimer la ligne {number}',
  row: '{label}, ligne {number}',
  key: 'Clé',
  value: 'Valeur',
  endsSoon: 'Reconnectez-vous avant le {time} : l’accès prend fin à cette date.',
  waitingForVendor: 'Il manque une valeur que seul le fournisseur de cette application peut définir.',
  empty: 'Cette intégration n’a besoin d’aucune connexion.',
  cancel: 'Annuler',
  saved: 'Enregistré.',
  unchanged: 'Il n’y a rien à enregistrer.',
  connected: 'Connecté à {app}.',
  cancelled: 'Annulé. Rien n’a été modifié.',
  tested: 'L’appel de test a réussi.',
  attention: 'Champs à vérifier : {count}',

  'flow.opening': 'Ouverture de la fenêtre de connexion…',
  'flow.redirecting': 'Redirection vers {app}…',
  'flow.direct': 'Connexion à {app}…',
  'flow.authorizing': 'En attente de votre validation dans la fenêtre de {app}…',
  'flow.confirming': 'Presque terminé : confirmation auprès de {app}…',
  'flow.reopen': 'Rouvrir la fenêtre',
  'flow.blocked':
    'La fenêtre de connexion n’a pas pu s’ouvrir. Votre navigateur bloque peut-être les fenêtres pop-up sur cette page.',
  'flow.blockedHint': 'Autorisez les pop-up et réessayez, ou connectez-vous sans fenêtre.',
  'flow.unreachable':
    'La fenêtre de connexion ne peut pas joindre cette page. Fermez-la si elle est ouverte et connectez-vous sans fenêtre.',
  'flow.framed':
    'Cette page s’affiche dans une autre page qui ne la laisse pas ouvrir de fenêtre de connexion. Ouvrez-la dans son propre onglet et connectez-vous là.',
  'flow.inApp':
    'Cette page est ouverte dans le navigateur d’une autre application, où {app} peut refuser la connexion. Ouvrez-la dans votre navigateur habituel et connectez-vous là.',
  'flow.copyLink': 'Copier le lien',
  'flow.copied': 'Lien copié.',
  'flow.sameTab': 'Continuer dans cet onglet',

  'device.enter': 'Saisissez ce code sur {app} pour vous connecter :',
  'device.copy': 'Copier le code',
  'device.copied': 'Copié',
  'device.open': 'Ouvrir {app}',
  'device.elsewhere': 'N’importe quel appareil convient : ouvrez-y {address}.',
  'device.waiting': 'En attente de votre autorisation…',
  'device.expires': 'Le code expire {time}.',

  'disconnect.question': 'Déconnecter {label} ?',
  'disconnect.consequence':
    'Les identifiants enregistrés sont supprimés, et tout ce qui utilise cette connexion cesse de fonctionner jusqu’à la prochaine connexion.',
  'disconnect.revokes': 'Il est également demandé à {app} de révoquer l’accès.',
  'disconnect.revoked': 'Déconnecté. L’accès a été révoqué auprès de {app}.',
  'disconnect.pending': 'Déconnecté. La révocation est demandée à {app} ; le journal en indiquera le résultat.',
  'disconnect.nothing_to_revoke': 'Déconnecté. Il n’y avait rien à révoquer auprès de {app}.',
  'disconnect.unsupported':
    'Déconnecté, et les identifiants sont supprimés. {app} ne permet pas de révoquer l’accès à distance ; vous pouvez y retirer cette application.',
  'disconnect.unconfirmed':
    'Déconnecté, et les identifiants sont supprimés. {app} n’a pas confirmé la révocation ; vous pouvez le vérifier sur place.',
  'disconnect.manage': 'Gérer l’accès sur {app}',

  'logs.empty': 'Rien ne s’est encore passé.',
  'logs.more': 'Afficher les entrées plus anciennes',
  'logs.problems': 'Problèmes uniquement',
  'logs.noProblems': 'Aucun problème.',
  'logs.count': 'Entrées : {count}',
  'logs.copy': 'Copier pour l’assistance',
  'logs.copied': 'Copié : heures et codes de ces entrées, aucun secret.',
  'logs.copyByHand': 'Cette page ne peut pas copier d’elle-même. Sélectionnez le texte et copiez-le.',

  'detail.time': 'Heure',
  'detail.code': 'Code',
  'detail.providerCode': 'Code d’erreur de {app}',
  'detail.requestId': 'Requête',
  'detail.httpStatus': 'Statut HTTP',

  copy: 'Copier',
  copied: 'Copié',
  check: 'À vérifier',

  'check.code': 'Code d’erreur de {app} :',
  'check.byVendor': 'Seul le fournisseur de cette application peut changer cela.',
  'check.callback_url': 'L’URL de rappel doit être déclarée auprès de {app}, exactement comme elle est écrite.',
  'check.client':
    'L’identifiant client et le secret client doivent être exactement ceux que {app} affiche pour l’application déclarée.',
  'check.client.of': 'Ce que {app} affiche pour l’application déclarée doit être exactement ce qui est saisi ici : {fields}.',
  'check.credentials': 'Les valeurs enregistrées doivent être valides auprès de {app} et ne pas avoir expiré.',
  'check.credentials.of': 'Doivent être valides auprès de {app} et ne pas avoir expiré : {fields}.',
  'check.scopes': '{app} doit accorder à l’application les autorisations qu’elle demande.',
  'check.scopes.of': '{app} doit accorder à l’application ces autorisations : {scopes}.',
  'check.scopes_missing.of': 'Non accordé : {scopes}. Aucune des autorisations demandées ne peut être omise.',
  'check.consent':
    'Autorisez l’accès sur {app}. Si un administrateur doit approuver les applications, adressez-vous d’abord à lui.',
  'check.account': 'Connectez-vous à {app} avec le même compte qu’auparavant, ou déconnectez d’abord.',
  'check.access':
    'Vérifiez sur {app} que cette application a encore accès : l’y retirer, changer de mot de passe ou ne pas l’utiliser longtemps y met fin.',
  'check.server_address':
    'L’adresse doit être exactement celle que l’exploitant du serveur indique pour connecter des applications.',
  'check.server_address.of':
    'Doit être exactement ce que l’exploitant du serveur indique pour connecter des applications : {fields}.',
  'check.server_operator': 'Adressez-vous à l’exploitant du serveur : lui seul peut changer ou confirmer cela.',
  'check.clock': 'L’horloge du serveur de connexion doit être à l’heure.',
  'check.certificate.of': 'Le certificat de {host} doit être valide, de confiance et établi pour ce nom.',
  'check.host_name.of': 'Il doit exister un serveur nommé {host}. Vérifiez l’orthographe.',
  'check.host_refused.of': '{host} doit être une adresse publique joignable en https.',
  'check.network.of': '{host} doit fonctionner et être joignable depuis le serveur de connexion.',
  'check.endpoint': 'Les adresses définies pour {app} doivent être celles de son propre serveur.',
  'check.provider_page': 'Si {app} a affiché une erreur sur l’une de ses pages, c’en est la raison.',
  'check.provider_status': 'Regardez si {app} signale une panne.',
  'check.try_later': 'Réessayez dans quelques minutes.',
  'check.try_later.of': 'Réessayez après {time}.',
  'check.same_browser': 'Terminez la connexion dans le navigateur et la fenêtre où vous l’avez commencée.',
  'check.in_time': 'Terminez la connexion en moins de dix minutes.',
  'check.encryption_key': 'Le serveur doit utiliser la clé avec laquelle les identifiants ont été chiffrés.',

  unsaved: 'Pas encore enregistré',
  offline: 'Vous êtes hors ligne. Votre saisie est conservée ; tout reprend de soi-même au retour du réseau.',
  search: 'Rechercher des connexions',

  'search.found': '{found} sur {total}',
  'search.none': 'Aucune connexion ne correspond à « {query} ».',

  'severity.info': 'Information',
  'severity.warn': 'Avertissement',
  'severity.error': 'Erreur',

  'log.saved': 'Paramètres enregistrés.',
  'log.settings_changed': 'Les paramètres ont changé ; la connexion précédente n’est plus valable. Reconnectez-vous.',
  'log.server_found': 'Le serveur a été trouvé, et cette application y est connue.',
  'log.sign_in_started': 'Connexion commencée.',
  'log.connected': 'Connecté à {app}.',
  'log.reconnected': 'De nouveau connecté à {app}.',
  'log.account_changed':
    'Connecté à un autre compte {app} qu’auparavant. Si ce n’était pas voulu, reconnectez-vous avec le compte précédent.',
  'log.address_dropped': '{app} a indiqué une adresse qui n’est pas la sienne. Elle n’a pas été conservée.',
  'log.details_unknown':
    'Connecté, mais {app} n’a pas communiqué les détails du compte. Reconnectez-vous s’il manque quelque chose.',
  'log.sign_in_cancelled': 'Connexion annulée.',
  'log.disconnected': 'Déconnecté. Les identifiants enregistrés sont supprimés.',
  'log.revoked': 'Accès révoqué auprès de {app}.',
  'log.revocation_queued': '{app} n’a pas encore pu confirmer la révocation. Une nouvelle tentative aura lieu.',
  'log.revocation_unconfirmed': '{app} n’a jamais confirmé la révocation. Retirez l’accès sur place.',
  'log.revocation_unsupported': '{app} ne permet pas de révoquer l’accès à distance. Retirez-le sur place si vous le souhaitez.',
  'log.revocation_skipped':
    'La connexion précédente a été remplacée ; {app} garde une seule autorisation pour les deux, rien n’a donc été révoqué.',
  'log.refreshed': 'Jeton renouvelé.',
  'log.revocation_shared':
    'Une autre connexion au même compte a encore besoin de l’accès auprès de {app} ; rien n’a été révoqué.',
  'log.scopes_changed': '{app} a modifié ce que cette application peut faire.',
  'log.refresh_delayed': 'Le jeton n’a pas pu être renouvelé pour l’instant. Une nouvelle tentative aura lieu.',
  'log.ends_soon': 'L’accès à {app} prend bientôt fin. Reconnectez-vous avant.',
  'log.recovered': 'Le renouvellement fonctionne de nouveau.',
  'log.disabled':
    'L’intégration a été désactivée. La connexion est conservée et n’est pas utilisée tant qu’elle n’est pas réactivée.',
  'log.enabled': 'L’intégration a été réactivée.',
  'log.first_use': 'Utilisée avec succès.',
  'log.test_passed': 'L’appel de test a réussi.',

  'error.fallback': 'Cela n’a pas fonctionné. Réessayez ; si le problème persiste, prévenez le fournisseur de cette application.',
  'error.reauth_required': '{app} n’accepte plus cette connexion. Reconnectez-vous.',
  'error.credentials_rejected': '{app} a refusé ces identifiants. Saisissez-en de nouveaux et enregistrez.',
  'error.outcome_unknown': 'Un renouvellement auprès de {app} a été interrompu. Reconnectez-vous.',
  'error.scope_missing': 'Une autorisation requise n’a pas été accordée. Reconnectez-vous et acceptez tout ce que {app} demande.',
  'error.decrypt_failed':
    'Les identifiants enregistrés ne peuvent plus être ouverts. Saisissez-les ou connectez-vous de nouveau.',
  'error.provider_error_persistent': '{app} est en défaut depuis longtemps. Reconnectez-vous pour réessayer.',
  'error.test_failed': 'L’appel de test à {app} a échoué. Vérifiez les valeurs et réessayez.',
  'error.use_failed': 'Cette connexion n’a pas pu être utilisée. Vérifiez-la, puis reconnectez-vous ou enregistrez de nouveau.',
  'error.invalid_answer':
    'Le serveur de connexion a donné une réponse que cette page ne comprend pas. La page et le serveur sont peut-être de versions différentes.',
  'error.integration_missing': 'Donnez à l’attribut « integration » de <connection-config> la clé d’une intégration.',
  'error.session_missing':
    'Cette page n’a pas fourni de session. Donnez à getSession de <connection-config> une fonction qui renvoie un jeton de session.',
  'error.session_unavailable': 'Impossible d’obtenir une session. Réessayez ou rechargez la page.',
  'error.session_expired': 'Votre session a pris fin. Réessayez ou rechargez la page ; votre saisie est conservée.',
  'error.session_invalid': 'La session de cette page n’est pas valable ici. Rechargez la page pour en obtenir une nouvelle.',
  'error.forbidden': 'Vous n’avez pas le droit de faire cela.',
  'error.origin_not_allowed':
    'Cette page ne peut pas utiliser le serveur de connexion. Son origine doit être ajoutée à ALLOWED_ORIGINS.',
  'error.unknown_integration':
    'Aucune intégration n’est déclarée avec la clé « {integration} ». Vérifiez l’attribut « integration ».',
  'error.unknown_config_var':
    'L’intégration n’a pas de connexion avec la clé « {configVar} ». Vérifiez l’attribut « config-var ».',
  'error.request': 'Requête {requestId}',
  'error.session_revoked': 'Votre session a pris fin pendant la connexion. Rechargez la page et reconnectez-vous.',
  'error.conflict':
    'Quelqu’un d’autre a modifié cette connexion entre-temps. L’état le plus récent est affiché ; relisez votre saisie et enregistrez de nouveau.',
  'error.validation_failed': 'Certains champs sont à vérifier.',
  'error.rate_limited': 'Trop de requêtes. Patientez un instant, puis réessayez.',
  'error.too_many_requests':
    'Cela a été demandé très souvent en peu de temps ; rien n’a donc été fait cette fois. Patientez une minute, puis réessayez.',
  'error.database_unavailable':
    'Le serveur de connexion n’est pas disponible pour l’instant. Rien n’a été enregistré ; réessayez sous peu.',
  'error.key_unavailable':
    'Le serveur de connexion n’est pas disponible pour l’instant. Rien n’a été enregistré ; réessayez sous peu.',
  'error.missing_fields': 'Remplissez d’abord les champs obligatoires, puis connectez-vous.',
  'error.flow_expired': 'La connexion a pris trop de temps. Recommencez-la.',
  'error.flow_cancelled': 'La connexion a été annulée.',
  'error.flow_superseded': 'La connexion a été modifiée pendant votre authentification. Reconnectez-vous.',
  'error.flow_not_bound': 'Cette connexion n’a pas été commencée dans ce navigateur. Recommencez-la ici.',
  'error.subject_mismatch': 'Cette connexion a été commencée par un autre utilisateur. Commencez la vôtre.',
  'error.definition_changed': 'Les paramètres ont changé pendant la connexion. Reconnectez-vous.',
  'error.access_denied': 'L’accès a été refusé sur {app}. Reconnectez-vous si ce n’était pas voulu.',
  'error.account_changed': 'Vous vous êtes connecté à {app} avec un autre compte qu’auparavant.',
  'error.wrong_account': 'Vous vous êtes connecté à {app} avec un autre compte que celui indiqué ici.',
  'error.invalid_client': '{app} a refusé l’identifiant ou le secret client de cette application. Les deux sont à vérifier.',
  'error.redirect_uri_mismatch': '{app} ne connaît pas l’URL de rappel de cette application. Elle doit y être déclarée.',
  'error.invalid_scope': '{app} a refusé les autorisations demandées. Le développeur de l’application doit les vérifier.',
  'error.exchange_rejected': '{app} a refusé de terminer la connexion. Reconnectez-vous.',
  'error.exchange_unknown': '{app} n’a pas répondu à temps, la connexion est donc incomplète. Reconnectez-vous.',
  'error.issuer_mismatch': 'La réponse ne venait pas du serveur de {app}. Rien n’a été enregistré.',
  'error.provider_unreachable': '{app} est injoignable. Réessayez sous peu.',
  'error.provider_error': '{app} a répondu par une erreur. Réessayez ; le journal en dit plus.',
  'error.internal_error':
    'Une erreur s’est produite sur le serveur de connexion. Réessayez ; si elle persiste, prévenez le fournisseur de cette application.',
  'error.not_found': 'Cela n’existe plus. Rechargez la page.',
  'error.not_connectable': 'Cette connexion n’exige pas d’authentification. Enregistrez plutôt ses champs.',
  'error.payload_too_large': 'Votre saisie est trop longue pour être enregistrée.',
  'error.provider_protocol_error': 'La réponse de {app} n’a pas pu être comprise. Rien n’a été enregistré.',
  'error.page_without_origin':
    'Cette page s’affiche dans un cadre qui l’isole de tout le reste ; rien ne peut y être connecté. Ouvrez-la dans son propre onglet.',
  'error.egress_refused': 'Cette adresse ne peut pas être appelée. Vérifiez le nom d’hôte.',
  'error.discovery_failed':
    'Aucune authentification n’a été trouvée à cette adresse. Vérifiez-la ou adressez-vous à l’exploitant du serveur.',
  'error.resource_mismatch': 'Le serveur se décrit sous une autre adresse que celle-ci. Demandez son adresse exacte.',
  'error.server_unsupported':
    'Le serveur n’offre aucune authentification sûre ici. Son exploitant doit autoriser l’Authorization Code Grant avec PKCE.',
  'error.registration_unsupported':
    'Le serveur ne laisse pas les applications s’enregistrer elles-mêmes. Demandez à son exploitant un identifiant client, ou d’autoriser l’enregistrement.',
  'error.registration_refused':
    'Le serveur a refusé d’enregistrer cette application. Demandez à son exploitant de l’autoriser, puis réessayez.',
  'error.server_changed':
    'Le serveur à cette adresse désigne un autre serveur d’authentification qu’auparavant ; rien n’a été envoyé. Si son exploitant confirme ce changement, déconnectez, puis reconnectez-vous.',

  'field.required': 'Saisissez une valeur.',
  'field.placeholder_value': 'Remplacez l’exemple par votre propre valeur.',
  'field.not_a_choice': 'Choisissez l’une des valeurs proposées.',
  'field.not_a_boolean': 'Choisissez oui ou non.',
  'field.too_small': 'Saisissez un nombre d’au moins {min}.',
  'field.too_large': 'Saisissez un nombre d’au plus {max}.',
  'field.too_short': 'Saisissez au moins {min} caractères.',
  'field.too_long': 'Saisissez au plus {max} caractères.',
  'field.too_short.one': 'Saisissez au moins {min} caractère.',
  'field.too_long.one': 'Saisissez au plus {max} caractère.',
  'field.wrong_shape': 'Cette valeur n’a pas la bonne forme.',
  'field.unknown_field': 'Ce champ n’existe plus. Rechargez la page.',
  'field.invalid_host': 'Cela ne donne pas un nom d’hôte valide. Ne saisissez que la partie demandée.',
  'field.invalid_address':
    'Ce n’est pas une adresse que l’on puisse appeler. Saisissez l’adresse complète ; elle commence par https://.',
  'field.control_characters': 'La valeur contient des caractères non autorisés ici.',
  'field.invalid': 'Cette valeur a été refusée.',
  'field.pattern': 'Ce n’est pas la forme attendue. Vous pouvez tout de même enregistrer.',
};
